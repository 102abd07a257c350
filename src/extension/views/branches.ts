/** No row; as a parent: the top. */
export const none = 0;

/**
 * Who is below whom, as numbers: rows have places from 1 on, and those below one row are a list that is walked from either
 * end. Nothing is made per row: there may be hundreds of thousands.
 */
export class Branches {
  #parents: Int32Array;
  #first: Int32Array;
  #last: Int32Array;
  #next: Int32Array;
  #previous: Int32Array;

  /** @param size how many places there may be before more room is made */
  constructor(size: number) {
    const room = size + 1;
    this.#parents = new Int32Array(room);
    this.#first = new Int32Array(room);
    this.#last = new Int32Array(room);
    this.#next = new Int32Array(room);
    this.#previous = new Int32Array(room);
  }

  parent(place: number): number {
    return this.#parents[place] ?? none;
  }

  /** The first row below a place, or below the top. */
  first(place: number): number {
    return this.#first[place] ?? none;
  }

  last(place: number): number {
    return this.#last[place] ?? none;
  }

  /** The next row with the same parent. */
  next(place: number): number {
    return this.#next[place] ?? none;
  }

  previous(place: number): number {
    return this.#previous[place] ?? none;
  }

  /**
   * Puts a row among those below its parent, in the order of places.
   * @returns how many of them were passed on the way from the end
   */
  attach(place: number, parent: number): number {
    if (place >= this.#parents.length) this.#grow(place);
    let steps = 0;
    let before = this.last(parent);
    while (before > place) {
      before = this.previous(before);
      steps += 1;
    }
    const after = before === none ? this.first(parent) : this.next(before);
    this.#parents[place] = parent;
    this.#join(parent, before, place);
    this.#join(parent, place, after);
    return steps;
  }

  /** Takes a row away from its parent; what is below it stays below it. */
  detach(place: number): void {
    this.#join(this.parent(place), this.previous(place), this.next(place));
    this.#parents[place] = none;
  }

  #join(parent: number, before: number, after: number): void {
    if (before === none) this.#first[parent] = after;
    else this.#next[before] = after;
    if (after === none) this.#last[parent] = before;
    else this.#previous[after] = before;
  }

  #grow(place: number): void {
    this.#parents = grown(this.#parents, place);
    this.#first = grown(this.#first, place);
    this.#last = grown(this.#last, place);
    this.#next = grown(this.#next, place);
    this.#previous = grown(this.#previous, place);
  }
}

/** The same numbers with room for one at `place`, and for as many again. */
export function grown<T extends Int32Array | Uint8Array | Float64Array>(numbers: T, place: number): T {
  if (place < numbers.length) return numbers;
  const larger = new (numbers.constructor as new (length: number) => T)(place * 2 + 64);
  larger.set(numbers);
  return larger;
}
