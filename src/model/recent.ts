/** The last few keys that were added, oldest first: what bounds every history of the model. */
export class Recent<T> {
  readonly #keys = new Set<T>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(key: T): boolean {
    return this.#keys.has(key);
  }

  /** @returns the key that had to go to make room, if one had to */
  add(key: T): T | undefined {
    this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size <= this.#capacity) return undefined;
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      return oldest;
    }
    return undefined;
  }

  delete(key: T): void {
    this.#keys.delete(key);
  }

  clear(): void {
    this.#keys.clear();
  }
}
