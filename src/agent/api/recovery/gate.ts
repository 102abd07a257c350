import { currentCancellation } from '../current.ts';
import { type Bulkhead, type BulkheadOptions, bulkhead } from './bulkhead.ts';
import { type CircuitBreaker, type CircuitBreakerOptions, circuitBreaker } from './circuitBreaker.ts';
import { SharedByName } from './sharedByName.ts';

export interface GateOptions {
  /** Shared with the operations it is given to; options alone are shared by all operations of this name. */
  breaker?: CircuitBreaker | CircuitBreakerOptions;
  /** Shared with the operations it is given to; options alone are shared by all operations of this name. */
  bulkhead?: Bulkhead | BulkheadOptions;
}

const breakers = new SharedByName<CircuitBreakerOptions, CircuitBreaker>(circuitBreaker);
const bulkheads = new SharedByName<BulkheadOptions, Bulkhead>(bulkhead);

/** By its shape, for it may come from another copy of this library. */
const isShared = (given: object): given is CircuitBreaker | Bulkhead =>
  'run' in given && typeof given.run === 'function';

/** What an attempt has to pass before it is made. */
export class Gate {
  readonly #name: string;
  readonly #breaker: CircuitBreaker | undefined;
  readonly #bulkhead: Bulkhead | undefined;

  /** @throws RangeError when an option is out of bounds */
  constructor(name: string, { breaker, bulkhead }: GateOptions) {
    this.#name = name;
    if (breaker) this.#breaker = isShared(breaker) ? breaker : breakers.get(name, breaker);
    if (bulkhead) this.#bulkhead = isShared(bulkhead) ? bulkhead : bulkheads.get(name, bulkhead);
  }

  /** An attempt may have to wait. */
  get hasQueue(): boolean {
    return this.#bulkhead !== undefined;
  }

  /**
   * @param isCancelled of an error of `fn`: that it tells nothing of how well it works
   * @throws BulkheadFullError, CircuitOpenError
   */
  pass<T>(fn: () => Promise<T>, isCancelled: (error: unknown) => boolean): Promise<T> {
    const breaker = this.#breaker;
    // Who has waited long does not try what has broken meanwhile.
    const attempt = breaker ? () => breaker.run(this.#name, fn, isCancelled) : fn;
    return this.#bulkhead ? this.#bulkhead.run(this.#name, attempt, currentCancellation()?.signal) : attempt();
  }
}
