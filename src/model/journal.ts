/** More changes than this between two looks are as good as everything. */
const most = 50_000;

/**
 * The numbers of rows that changed, in order, for readers that keep something made from those rows: they look at what
 * changed since they looked last, and not at everything. Of old changes it forgets which they were, not that they were.
 */
export class Journal {
  readonly #ids: number[] = [];
  #forgotten = 0;

  /** Where the journal stands: what to ask `since` for the next time. */
  get end(): number {
    return this.#forgotten + this.#ids.length;
  }

  /** @param id of a row that came, went, or is not as it was */
  note(id: number): void {
    if (this.#ids.length >= most) this.forget();
    this.#ids.push(id);
  }

  /** Everything may have changed. */
  forget(): void {
    this.#forgotten += this.#ids.length + 1;
    this.#ids.length = 0;
  }

  /**
   * @param end where the journal stood when the reader looked last
   * @returns the rows that changed since, some of them more than once; undefined if it is not known any more which
   */
  since(end: number): readonly number[] | undefined {
    return end < this.#forgotten ? undefined : this.#ids.slice(end - this.#forgotten);
  }
}
