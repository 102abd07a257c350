import { checkCount } from '../checks.ts';
import { untilAborted } from './wait.ts';

/** How many may run and wait. */
export interface BulkheadOptions {
  /** How many may run at a time. */
  concurrency: number;
  /** How many may wait for their turn; 0 unless given. */
  queue?: number;
}

/** Too many are running, and too many wait. */
export class BulkheadFullError extends Error {
  override readonly name = 'BulkheadFullError';
  /** What tells this error apart. */
  readonly code = 'ERR_BULKHEAD_FULL';
}

// Cockatiel's is not used: there a caller that gives up keeps its place in the queue, and who has waited runs in the
// asynchronous context of who left.
/** Limits how many attempts run at a time; the others wait in a queue, first come first served. */
export class Bulkhead {
  readonly #concurrency: number;
  readonly #queue: number;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  /** @internal Use `bulkhead`. */
  constructor({ concurrency, queue = 0 }: BulkheadOptions) {
    checkCount('The concurrency of a bulkhead', concurrency, 1);
    checkCount('The queue of a bulkhead', queue, 0);
    this.#concurrency = concurrency;
    this.#queue = queue;
  }

  /** How many run now. */
  get running(): number {
    return this.#running;
  }

  /** How many wait for their turn now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** @internal Its state must not be forgotten. */
  get busy(): boolean {
    return this.#running > 0;
  }

  /**
   * @internal
   * @param signal ends the wait, not the work
   * @throws BulkheadFullError
   */
  async run<T>(name: string, fn: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    await this.#enter(name, signal);
    try {
      return await fn();
    } finally {
      this.#leave();
    }
  }

  async #enter(name: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#concurrency) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.size >= this.#queue) {
      throw new BulkheadFullError(
        `Operation "${name}" was not tried: ${this.#running} are running and ${this.#waiting.size} waiting, which is the limit.`,
      );
    }
    // Who leaves hands on its place, so it is not counted again.
    await untilAborted<void>(signal, (resolve) => {
      const turn = (): void => resolve();
      this.#waiting.add(turn);
      return () => this.#waiting.delete(turn);
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#running -= 1;
    else {
      this.#waiting.delete(next);
      next();
    }
  }
}

/**
 * A limit to be shared by operations as their `policy.bulkhead`.
 * @throws RangeError when a number is not whole, or too small
 */
export const bulkhead = (options: BulkheadOptions): Bulkhead => new Bulkhead(options);
