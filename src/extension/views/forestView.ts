import { grown, none } from './branches.ts';
import type { Alive, AliveForest } from './forest.ts';
import { type Compared, Likeness } from './likeness.ts';

/** Which rows are to be shown: others are left out unless something below them is. */
export type Wanted = (row: Alive) => boolean;

/** What a filter says of a row, by place; 0 where it was not asked yet. */
const matches = 1;
const matchesNot = 2;

/** The rows of a forest that pass a filter, with those above them, or all of them; kept like the forest itself. */
export class ForestView implements Compared {
  readonly forest: AliveForest;
  readonly likeness = new Likeness(this);
  readonly #wanted: Wanted | undefined;
  #said = new Uint8Array(0);
  /** By place, whether the row is shown; undefined if all are. */
  #kept: Uint8Array | undefined;
  #size = 0;

  /** @param wanted everything if left out */
  constructor(forest: AliveForest, wanted?: Wanted) {
    this.forest = forest;
    this.#wanted = wanted;
    this.take(undefined);
  }

  get places(): number {
    return this.forest.places;
  }

  get branches(): AliveForest['branches'] {
    return this.forest.branches;
  }

  /** How many rows are shown. */
  get size(): number {
    return this.#size;
  }

  /** @param touched as `AliveForest.update` returned it */
  take(touched: readonly number[] | undefined): void {
    if (touched) for (const place of touched) this.likeness.forget(place);
    else this.likeness.reset();
    if (this.#wanted) this.#filter(this.#wanted, touched);
    else this.#size = this.forest.size;
  }

  rowAt(place: number): Alive | undefined {
    return this.forest.rowAt(place);
  }

  first(place: number): number {
    return this.#onward(this.branches.first(place));
  }

  last(place: number): number {
    return this.#back(this.branches.last(place));
  }

  next(place: number): number {
    return this.#onward(this.branches.next(place));
  }

  previous(place: number): number {
    return this.#back(this.branches.previous(place));
  }

  /** The row a row is shown under; undefined for a root. */
  parentOf({ id }: Alive): Alive | undefined {
    return this.rowAt(this.branches.parent(this.forest.placeOf(id)));
  }

  #onward(place: number): number {
    let each = place;
    if (this.#kept) while (each !== none && this.#kept[each] !== 1) each = this.branches.next(each);
    return each;
  }

  #back(place: number): number {
    let each = place;
    if (this.#kept) while (each !== none && this.#kept[each] !== 1) each = this.branches.previous(each);
    return each;
  }

  #filter(wanted: Wanted, touched: readonly number[] | undefined): void {
    const { places } = this;
    const said = touched ? grown(this.#said, places) : new Uint8Array(places);
    this.#said = said;
    for (const place of touched ?? []) said[place] = 0;
    const kept = new Uint8Array(places);
    let size = 0;
    for (let place = 1; place < places; place += 1) {
      if (said[place] === 0) {
        const row = this.rowAt(place);
        said[place] = row && wanted(row) ? matches : matchesNot;
      }
      if (said[place] !== matches) continue;
      for (let each = place; each !== none && kept[each] === 0; each = this.branches.parent(each)) {
        kept[each] = 1;
        size += 1;
      }
    }
    const before = this.#kept;
    this.#kept = kept;
    this.#size = size;
    if (!before || !touched) return;
    for (let place = 1; place < places; place += 1) {
      if (kept[place] !== (before[place] ?? 0)) this.likeness.forget(place);
    }
  }
}
