import { type Alive, type AliveForest, isScope } from './forest.ts';

/** Rows that look alike, from so many on, are drawn as one. */
const foldFrom = 3;

/** Several siblings that look alike, in their order. */
export interface Fold<T> {
  readonly key: string;
  readonly members: readonly [T, ...T[]];
}

export const isFold = <T extends object>(item: T | Fold<T>): item is Fold<T> => 'members' in item;

/**
 * Siblings with those that are alike put together, each group where its first member was.
 * @param likeness of a row: equal for rows that are alike; undefined for one that is to stay by itself
 */
export function folded<T extends object>(
  items: readonly T[],
  likeness: (item: T) => string | number | undefined,
): (T | Fold<T>)[] {
  if (items.length < foldFrom) return [...items];
  const keys = items.map(likeness);
  const counts = new Map<string | number, number>();
  for (const key of keys) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  const groups = new Map<string | number, T[]>();
  const result: (T | Fold<T>)[] = [];
  let index = -1;
  for (const item of items) {
    index += 1;
    const key = keys[index];
    if (key === undefined || (counts.get(key) ?? 0) < foldFrom) {
      result.push(item);
      continue;
    }
    const group = groups.get(key);
    if (group) {
      group.push(item);
      continue;
    }
    const members: [T, ...T[]] = [item];
    groups.set(key, members);
    result.push({ key: String(key), members });
  }
  return result;
}

/** A row with more rows right below it than this, or with more levels, is too much to be compared. */
const mostCompared = 8;
const deepestCompared = 4;

/**
 * Numbers that are equal for subtrees that look alike: the same names, states and places, in the same order. It keeps
 * what it has seen, so that it is quick for siblings by the hundred thousand.
 */
export class Likeness {
  readonly #forest: AliveForest;
  readonly #apart: (row: Alive) => boolean;
  readonly #leaves = new Map<string, Map<number, number>>();
  /** By the likeness of a row with its first children, the likeness with one more. */
  readonly #branches = new Map<number, Map<number, number>>();
  #last = 0;

  /** @param apart rows that are like no others */
  constructor(forest: AliveForest, apart: (row: Alive) => boolean) {
    this.#forest = forest;
    this.#apart = apart;
  }

  of(row: Alive): number | undefined {
    return this.#at(this.#forest.placeOf(row), 0);
  }

  #at(place: number, depth: number): number | undefined {
    const row = this.#forest.rowAt(place);
    if (!row || this.#apart(row) || depth > deepestCompared) return undefined;
    let likeness = this.#leaf(row);
    let left = mostCompared;
    for (let child = this.#forest.firstBelow(place); child >= 0; child = this.#forest.nextBeside(child)) {
      const part = left > 0 ? this.#at(child, depth + 1) : undefined;
      if (part === undefined) return undefined;
      likeness = this.#number(this.#branches, likeness, part);
      left -= 1;
    }
    return likeness;
  }

  #leaf(row: Alive): number {
    const kind = isScope(row) ? (row.cancellation ? 3 : 2) : 1;
    const stack = isScope(row) ? row.enterStack : row.stack;
    return this.#number(this.#leaves, row.name, (stack[0] ?? 0) * 4 + kind);
  }

  /** The number of a pair, the same whenever it comes. */
  #number<K>(numbers: Map<K, Map<number, number>>, one: K, other: number): number {
    let known = numbers.get(one);
    if (!known) {
      known = new Map();
      numbers.set(one, known);
    }
    let number = known.get(other);
    if (number === undefined) {
      this.#last += 1;
      number = this.#last;
      known.set(other, number);
    }
    return number;
  }
}
