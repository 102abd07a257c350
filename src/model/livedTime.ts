/** ms between two ticks from which on the programs are taken to have stood still meanwhile. */
export const longestGap = 1_500;

/** So many standstills are remembered; what is older than they are is older than any threshold. */
const capacity = 100;

/**
 * How long something has been so in the time that programs lived through. At a breakpoint, or while the machine sleeps,
 * the host does not tick: what was begun before has not taken longer because of that.
 */
export class LivedTime {
  readonly #standstills: { from: number; to: number }[] = [];
  #ticked: number | undefined;

  /** @param now Unix time in ms */
  tick(now: number): void {
    if (this.#ticked !== undefined && now - this.#ticked > longestGap) {
      this.#standstills.push({ from: this.#ticked + longestGap, to: now });
      if (this.#standstills.length > capacity) this.#standstills.shift();
    }
    this.#ticked = Math.max(this.#ticked ?? now, now);
  }

  /** @returns ms lived between two Unix times */
  between(since: number, now: number): number {
    let lived = now - since;
    for (const { from, to } of this.#standstills) lived -= overlap(from, to, since, now);
    // An event may be the first that is heard after a standstill, before the clock ticks again.
    if (this.#ticked !== undefined) lived -= overlap(this.#ticked + longestGap, now, since, now);
    return lived;
  }
}

const overlap = (from: number, to: number, since: number, now: number): number =>
  Math.max(0, Math.min(to, now) - Math.max(from, since));
