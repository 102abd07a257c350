/** What the program calls something of its own. */
export type Id = string | number;

const any = (): boolean => true;

/**
 * Things by ids that the program chose. An id may be in use more than once: the one that came last is meant. Beyond
 * `capacity` the oldest is forgotten.
 */
export class IdMap<T> {
  readonly #stacks = new Map<Id, T[]>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(id: Id, value: T): void {
    const stack = this.#stacks.get(id);
    if (stack) stack.push(value);
    else this.#stacks.set(id, [value]);
    this.#size += 1;
    if (this.#size <= this.#capacity) return;
    const [oldest] = this.#stacks.keys();
    if (oldest !== undefined) this.#remove(oldest, 0);
  }

  /** The last one, or the last that `isMeant`. */
  last(id: Id, isMeant: (value: T) => boolean = any): T | undefined {
    return this.#stacks.get(id)?.findLast(isMeant);
  }

  /** Takes it out. */
  take(id: Id, isMeant: (value: T) => boolean = any): T | undefined {
    const index = this.#stacks.get(id)?.findLastIndex(isMeant) ?? -1;
    return index < 0 ? undefined : this.#remove(id, index);
  }

  #remove(id: Id, index: number): T | undefined {
    const stack = this.#stacks.get(id) ?? [];
    const [value] = stack.splice(index, 1);
    if (stack.length === 0) this.#stacks.delete(id);
    this.#size -= 1;
    return value;
  }
}

/** How much of what is alive an id map keeps: more ids than a program has in use at a time. */
export const manyIds = 100_000;
