import type { LockKey } from '../state.ts';

/** One lock acquired while another was held, by the keys of the locks. */
export interface Acquisition {
  outer: LockKey;
  inner: LockKey;
  task: number;
  outerStack: readonly number[];
  innerStack: readonly number[];
  /** What else was held: two flows that both hold a gate are never here at the same time. */
  gates: readonly LockKey[];
}

/** Orders of two locks that are remembered; those of locks with generated names must not pile up. */
const capacity = 2_000;
/** Acquisitions in one order that are remembered, each under gates of its own. */
const variants = 8;

const keyOf = (outer: LockKey, inner: LockKey): string => JSON.stringify([outer, inner]);

const isDisjoint = (one: readonly LockKey[], other: readonly LockKey[]): boolean =>
  one.every((name) => !other.includes(name));

/** In which order a program has taken its locks. */
export class LockOrders {
  /** The order used last is at the end. */
  readonly #orders = new Map<string, Acquisition[]>();
  readonly #told = new Set<string>();

  /** @returns an acquisition in the opposite order that nothing keeps apart from this one, the first time for a pair */
  add(acquisition: Acquisition): Acquisition | undefined {
    const { outer, inner, gates } = acquisition;
    const key = keyOf(outer, inner);
    const known = this.#orders.get(key) ?? [];
    this.#orders.delete(key);
    this.#orders.set(key, known);
    // Fewer gates say more: what they keep apart, more gates keep apart too.
    const isNews = !known.some((each) => each.gates.every((gate) => gates.includes(gate)));
    if (isNews && known.length < variants) known.push(acquisition);
    if (this.#orders.size > capacity) this.#forgetOldest();
    return this.#opposite(acquisition);
  }

  #opposite({ outer, inner, gates }: Acquisition): Acquisition | undefined {
    const pair = [keyOf(outer, inner), keyOf(inner, outer)].sort().join();
    if (this.#told.has(pair) || this.#told.size >= capacity) return undefined;
    const found = this.#orders.get(keyOf(inner, outer))?.find((each) => isDisjoint(each.gates, gates));
    if (found) this.#told.add(pair);
    return found;
  }

  #forgetOldest(): void {
    for (const key of this.#orders.keys()) {
      this.#orders.delete(key);
      return;
    }
  }
}
