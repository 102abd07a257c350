/** Rows by owner, so that the end of an owner costs what it owns and not what there is. */
export class Groups<T extends object> {
  /** Most owners own one row: a set for each would be most of the memory. */
  readonly #groups = new Map<number, T | Set<T>>();

  /** Rows of nobody (owner 0) are not kept. */
  add(owner: number, row: T): void {
    if (owner === 0) return;
    const group = this.#groups.get(owner);
    if (group instanceof Set) group.add(row);
    else if (group === undefined) this.#groups.set(owner, row);
    else if (group !== row) this.#groups.set(owner, new Set([group, row]));
  }

  delete(owner: number, row: T): void {
    const group = this.#groups.get(owner);
    if (group === row) this.#groups.delete(owner);
    else if (group instanceof Set && group.delete(row) && group.size === 0) this.#groups.delete(owner);
  }

  of(owner: number): ReadonlySet<T> | readonly T[] {
    const group = this.#groups.get(owner);
    if (group === undefined) return none;
    return group instanceof Set ? group : [group];
  }

  clear(): void {
    this.#groups.clear();
  }
}

const none: readonly never[] = [];
