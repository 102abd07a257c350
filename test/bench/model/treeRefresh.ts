import { DrawnRows } from '../../../src/extension/views/drawnRows.ts';
import { KeptForests } from '../../../src/extension/views/keptForests.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { topRows, viewNames } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import { type TreeOptions, defaultTreeOptions } from '../../../src/extension/views/treeOptions.ts';
import type { Model } from '../../../src/model/model.ts';
import { hello, program, requestEvents } from './events.ts';
import { modelOfLiveTasks } from './liveTasks.ts';

const tasks = 100_000;
const rounds = 15;
/** How many requests begin and end between two refreshes. */
const requestsBetween = 500;

/** The names of tasks that are all alike, and of tasks none of which is like another. */
const names = { fold: () => 'request', 'do not fold': (request: number) => `request ${request}` };
const chosen: readonly Partial<TreeOptions>[] = [{}, { order: 'newest' }, { filter: '777' }, { filter: 'request' }];

/** A tree as an editor shows it: asks for the rows that are open, and again for those that changed. */
class Shown {
  readonly #model: Model;
  readonly #options: TreeOptions;
  readonly #forests = new KeptForests();
  readonly #drawn = new DrawnRows(() => this.#rows());
  #now = hello.time + 60_000;
  #next = tasks;

  constructor(model: Model, options: Partial<TreeOptions>) {
    this.#model = model;
    this.#options = { ...defaultTreeOptions, ...options };
    if (this.#draw(undefined) <= viewNames.length) throw new Error('The tree is empty.');
  }

  /** @returns ms of a refresh after the program went on; it may be that nothing looks otherwise then */
  refresh(): number {
    const last = this.#next + requestsBetween;
    for (; this.#next < last; this.#next += 1) {
      for (const event of requestEvents(this.#next)) this.#model.apply(program, event);
    }
    this.#now += 1_000;
    const started = performance.now();
    const changed = this.#drawn.changed();
    for (const row of changed === 'all' ? [undefined] : changed) this.#draw(row);
    return performance.now() - started;
  }

  #rows(): readonly Row[] {
    return topRows(new Scene({ model: this.#model, now: this.#now, options: this.#options, forests: this.#forests }));
  }

  #draw(parent: Row | undefined): number {
    const rows = this.#drawn.below(parent);
    let count = rows.length;
    for (const row of rows) if (row.expanded && row.children) count += this.#draw(row);
    return count;
  }
}

/** ms, the best of several: for tasks that fold, and for those that do not, with the defaults and with a filter. */
export function treeRefreshes(): { defaults: number; filtered: number } {
  const all = Object.values(names).flatMap((nameOf) => {
    const model = modelOfLiveTasks(tasks, nameOf);
    return chosen.map((options) => ({ options, shown: new Shown(model, options), best: Number.POSITIVE_INFINITY }));
  });
  // In turns, so that what else the machine does hits all alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const each of all) each.best = Math.min(each.best, each.shown.refresh());
  }
  const worst = (isFiltered: boolean): number =>
    Math.max(...all.filter(({ options }) => (options.filter !== undefined) === isFiltered).map(({ best }) => best));
  return { defaults: worst(false), filtered: worst(true) };
}
