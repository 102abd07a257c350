import { grown, none } from './branches.ts';
import { foldFrom } from './fold.ts';
import type { Alive } from './forest.ts';
import type { ForestView } from './forestView.ts';
import { alone } from './likeness.ts';

/** Several siblings that look alike. */
export interface AliveFold {
  readonly first: Alive;
  readonly last: Alive;
  readonly count: number;
  /** All of them, in their order. */
  members(): readonly Alive[];
}

export const isAliveFold = (item: Alive | AliveFold): item is AliveFold => 'members' in item;

/** The rows under one parent, with those that look alike put together; as many as are drawn. */
export interface Siblings {
  /** How many rows there are, folded ones counted each. */
  readonly size: number;
  /** How many are drawn when all are. */
  readonly total: number;
  readonly problems: readonly Alive[];
  /** The first ones that are no problems. */
  readonly items: readonly (Alive | AliveFold)[];
}

export interface SiblingsOptions {
  isNewestFirst: boolean;
  /** Places that stay by themselves and come first. */
  marked: ReadonlySet<number>;
  /** How many items are wanted beside the problems. */
  limit: number;
}

/** How many rows are like each other, by likeness, and the place of the last; all 0 between two uses. */
let counts = new Int32Array(1);
let lastOnes = new Int32Array(1);

/** @param parent the place whose rows are wanted; 0 for the roots */
export function siblingsUnder(
  view: ForestView,
  parent: number,
  { isNewestFirst, marked, limit }: SiblingsOptions,
): Siblings {
  const start = isNewestFirst ? view.last(parent) : view.first(parent);
  const after = (place: number): number => (isNewestFirst ? view.previous(place) : view.next(place));
  const problems: Alive[] = [];
  let size = 0;
  let total = 0;
  for (let place = start; place !== none; place = after(place)) {
    size += 1;
    if (marked.size > 0 && marked.has(place)) {
      const row = view.rowAt(place);
      if (row) problems.push(row);
      continue;
    }
    total += 1;
    const likeness = view.likeness.of(place);
    if (likeness === alone) continue;
    counts = grown(counts, likeness);
    lastOnes = grown(lastOnes, likeness);
    const count = (counts[likeness] ?? 0) + 1;
    counts[likeness] = count;
    lastOnes[likeness] = place;
    if (count === foldFrom) total -= foldFrom - 1;
    else if (count > foldFrom) total -= 1;
  }
  const items: (Alive | AliveFold)[] = [];
  for (let place = start; place !== none && items.length < limit; place = after(place)) {
    const first = view.rowAt(place);
    if (!first || (marked.size > 0 && marked.has(place))) continue;
    const likeness = view.likeness.of(place);
    const count = counts[likeness] ?? 0;
    if (likeness === alone || (count > 0 && count < foldFrom)) {
      items.push(first);
      continue;
    }
    // Below 0 it was put into a fold before.
    if (count < 0) continue;
    counts[likeness] = -1;
    const members = (): Alive[] => membersFrom(view, place, likeness, after, marked);
    items.push({ first, last: view.rowAt(lastOnes[likeness] ?? place) ?? first, count, members });
  }
  for (let place = start; place !== none; place = after(place)) counts[view.likeness.of(place)] = 0;
  return { size, total: total + problems.length, problems, items };
}

function membersFrom(
  view: ForestView,
  from: number,
  likeness: number,
  after: (place: number) => number,
  marked: ReadonlySet<number>,
): Alive[] {
  const members: Alive[] = [];
  for (let place = from; place !== none; place = after(place)) {
    const row = view.rowAt(place);
    if (row && view.likeness.of(place) === likeness && !marked.has(place)) members.push(row);
  }
  return members;
}
