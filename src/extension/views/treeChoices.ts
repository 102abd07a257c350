import { Emitter } from '../../common/emitter.ts';
import { type Grouping, groupings, type Order, orders, type TreeOptions, defaultTreeOptions } from './treeOptions.ts';
import { firstPage, nextPage, type PinTarget } from './row.ts';

/** Where choices are kept from one window to the next. */
export interface ChoiceStore {
  get(key: string): unknown;
  update(key: string, value: unknown): unknown;
}

const keys = { grouping: 'grouping', order: 'order' } as const;

/** What a person has chosen to see in the views. It survives refreshes and stops; pins and pages go with their run. */
export class TreeChoices {
  readonly #store: ChoiceStore;
  readonly #changed: Emitter<void>;
  #options: TreeOptions;

  /** @param onError gets what a listener threw */
  constructor(store: ChoiceStore, onError: (error: unknown) => void) {
    this.#store = store;
    this.#changed = new Emitter(onError);
    this.#options = {
      ...defaultTreeOptions,
      grouping: oneOf(groupings, store.get(keys.grouping), defaultTreeOptions.grouping),
      order: oneOf(orders, store.get(keys.order), defaultTreeOptions.order),
    };
  }

  get onDidChange(): Emitter<void>['event'] {
    return this.#changed.event;
  }

  get options(): TreeOptions {
    return this.#options;
  }

  group(grouping: Grouping): void {
    this.#store.update(keys.grouping, grouping);
    this.#change({ grouping });
  }

  sort(order: Order): void {
    this.#store.update(keys.order, order);
    this.#change({ order });
  }

  filter(text: string): void {
    this.#change({ filter: text.trim() });
  }

  /** @param id of the row that is shown */
  pin(id: string, target: PinTarget): void {
    this.#change({ pinned: new Map(this.#options.pinned).set(plain(id), target) });
  }

  unpin(id: string): void {
    const pinned = new Map(this.#options.pinned);
    pinned.delete(plain(id));
    this.#change({ pinned });
  }

  /** @param parent whose rows are to be drawn further */
  loadMore(parent: string): void {
    const limits = new Map(this.#options.limits);
    limits.set(parent, (limits.get(parent) ?? firstPage) + nextPage);
    this.#change({ limits });
  }

  /** Another run began: its rows are other ones. */
  beginRun(): void {
    this.#change({ pinned: new Map(), limits: new Map() });
  }

  #change(part: Partial<TreeOptions>): void {
    this.#options = { ...this.#options, ...part };
    this.#changed.fire();
  }
}

/** A row is the same thing wherever it is drawn. */
const plain = (id: string): string => id.replace(/^pinned\//, '').replace(/\/branch$/, '');

const oneOf = <T extends string>(allowed: readonly T[], value: unknown, otherwise: T): T =>
  allowed.find((each) => each === value) ?? otherwise;
