import { type Branches, grown, none } from './branches.ts';
import { type Alive, isScope } from './forest.ts';
import { PairNumbers } from './pairNumbers.ts';

/** A row with more rows right below it than this, or with more levels, is too much to be compared. */
const mostCompared = 8;
const deepestCompared = 4;

/** The likeness of a row that is like no other. */
export const alone = 0;
/** Not found out yet. */
const unknown = -1;

/** With so many numbers for each row most are of rows that have ended: they are given anew. */
const mostPerRow = 8;

/** The rows that are compared. */
export interface Compared {
  readonly places: number;
  readonly branches: Branches;
  rowAt(place: number): Alive | undefined;
  /** The first row below a place, without those that are not shown. */
  first(place: number): number;
  next(place: number): number;
}

/**
 * Numbers that are equal for subtrees that look alike: the same names, states and places, in the same order. Each row's is
 * kept until it changes, or a row below it.
 */
export class Likeness {
  readonly #compared: Compared;
  #known = new Int32Array(0);
  #names = new Map<string, number>();
  /** Of a name and a place; of a row with its first children and one more child. Names are below 0 in it. */
  #numbers = new PairNumbers();
  /** By number, how many levels are below. */
  #heights = new Uint8Array(1);

  constructor(compared: Compared) {
    this.#compared = compared;
  }

  /** No number is greater than this. */
  get last(): number {
    return this.#numbers.last;
  }

  of(place: number): number {
    const known = this.#known[place] ?? unknown;
    if (known !== unknown) return known;
    const likeness = this.#at(place, 0);
    this.#keep(place, likeness);
    return likeness;
  }

  /** The row changed, or a row right below it came or went. */
  forget(place: number): void {
    let above = place;
    // Rows further above are too high to be like others, with this one or without.
    for (let level = 0; level <= deepestCompared + 1; level += 1) {
      if (above < this.#known.length) this.#known[above] = unknown;
      above = this.#compared.branches.parent(above);
      if (above === none) return;
    }
  }

  /** All places are others. */
  reset(): void {
    const { places } = this.#compared;
    this.#known = new Int32Array(places).fill(unknown);
    if (this.#numbers.last <= mostPerRow * (places + 1_000)) return;
    this.#names = new Map();
    this.#numbers = new PairNumbers();
  }

  #keep(place: number, likeness: number): void {
    const { length } = this.#known;
    this.#known = grown(this.#known, place);
    if (this.#known.length > length) this.#known.fill(unknown, length);
    this.#known[place] = likeness;
  }

  #at(place: number, depth: number): number {
    const known = this.#known[place] ?? unknown;
    if (known > alone) return depth + (this.#heights[known] ?? 0) > deepestCompared ? alone : known;
    const row = this.#compared.rowAt(place);
    if (!row || known === alone || depth > deepestCompared) return alone;
    let likeness = this.#leaf(row);
    let left = mostCompared;
    for (let child = this.#compared.first(place); child !== none; child = this.#compared.next(child)) {
      const part = left > 0 ? this.#at(child, depth + 1) : alone;
      // It may be only too deep below the row that was asked for, so this says nothing of the row itself.
      if (part === alone) return alone;
      likeness = this.#branch(likeness, part);
      left -= 1;
    }
    this.#keep(place, likeness);
    return likeness;
  }

  #leaf(row: Alive): number {
    let name = this.#names.get(row.name);
    if (name === undefined) {
      name = this.#names.size + 1;
      this.#names.set(row.name, name);
    }
    const kind = isScope(row) ? (row.cancellation ? 3 : 2) : 1;
    const stack = isScope(row) ? row.enterStack : row.stack;
    return this.#number(-name, (stack[0] ?? 0) * 4 + kind, 0);
  }

  #branch(likeness: number, part: number): number {
    const height = Math.max(this.#heights[likeness] ?? 0, (this.#heights[part] ?? 0) + 1);
    return this.#number(likeness, part, height);
  }

  #number(one: number, other: number, height: number): number {
    const number = this.#numbers.of(one, other);
    this.#heights = grown(this.#heights, number);
    this.#heights[number] = height;
    return number;
  }
}
