/** Rows by owner, so that the end of an owner costs what it owns and not what there is. */
export class Groups<T> {
  readonly #groups = new Map<number, Set<T>>();

  /** Rows of nobody (owner 0) are not kept. */
  add(owner: number, row: T): void {
    if (owner === 0) return;
    const group = this.#groups.get(owner);
    if (group) group.add(row);
    else this.#groups.set(owner, new Set([row]));
  }

  delete(owner: number, row: T): void {
    const group = this.#groups.get(owner);
    if (group?.delete(row) && group.size === 0) this.#groups.delete(owner);
  }

  of(owner: number): ReadonlySet<T> | readonly [] {
    return this.#groups.get(owner) ?? [];
  }

  clear(): void {
    this.#groups.clear();
  }
}
