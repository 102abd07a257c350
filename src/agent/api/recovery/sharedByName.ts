/** How many are kept; the one used longest ago makes room. */
const capacity = 1_000;

/** What operations of the same name share when their policies give only options. */
export class SharedByName<O extends object, V extends { readonly busy: boolean }> {
  readonly #make: (options: O) => V;
  readonly #known = new Map<string, V>();

  constructor(make: (options: O) => V) {
    this.#make = make;
  }

  /** The one of this name and these options, made if there is none. */
  get(name: string, options: O): V {
    const key = JSON.stringify([name, ...Object.entries(options).sort(([a], [b]) => a.localeCompare(b))]);
    const value = this.#known.get(key) ?? this.#make(options);
    this.#known.delete(key);
    this.#known.set(key, value);
    if (this.#known.size > capacity) this.#forgetOne();
    return value;
  }

  #forgetOne(): void {
    for (const [key, { busy }] of this.#known) {
      if (busy) continue;
      this.#known.delete(key);
      return;
    }
  }
}
