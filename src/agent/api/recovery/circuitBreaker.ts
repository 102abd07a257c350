import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker as cockatielBreaker,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { checkCount, checkDuration } from '../checks.ts';

/** When a circuit opens, and for how long. */
export interface CircuitBreakerOptions {
  /** After how many failures in a row it opens; 5 unless given. */
  after?: number;
  /** ms it stays open before one attempt may try again; 10,000 unless given. */
  halfOpenAfter?: number;
}

/** The circuit is open: the attempt was not made. Its `cause` is the failure before. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  /** What tells this error apart. */
  readonly code = 'ERR_CIRCUIT_OPEN';
  /** Unix time in ms from which it is tried again; undefined while that trial is under way. */
  readonly retryAt: number | undefined;

  /** @internal */
  constructor(message: string, retryAt: number | undefined, cause: unknown) {
    super(message, { cause });
    this.retryAt = retryAt;
  }
}

/** A failure on its way through cockatiel, with what the breaker has to know of it. */
class Passing {
  readonly error: unknown;
  readonly cancelled: boolean;

  constructor(error: unknown, cancelled: boolean) {
    this.error = error;
    this.cancelled = cancelled;
  }
}

const stateNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
} as const;

/** Keeps attempts from being made while they keep failing. */
export class CircuitBreaker {
  /** @internal Nothing is lost when it is forgotten, but a few failures. */
  readonly busy = false;
  readonly #policy: CircuitBreakerPolicy;
  #retryAt: number | undefined;
  #lastFailure: unknown;

  /** @internal Use `circuitBreaker`. */
  constructor({ after = 5, halfOpenAfter = 10_000 }: CircuitBreakerOptions) {
    checkCount('The number of failures that open a circuit', after, 1);
    checkDuration(() => 'The time a circuit stays open', halfOpenAfter);
    this.#policy = cockatielBreaker(
      handleWhen((failure) => failure instanceof Passing && this.#counts(failure)),
      { breaker: new ConsecutiveBreaker(after), halfOpenAfter },
    );
    this.#policy.onBreak(() => {
      this.#retryAt = Date.now() + halfOpenAfter;
    });
  }

  /** `open`: attempts are not made; `half-open`: one may try whether it works again. */
  get state(): 'closed' | 'open' | 'half-open' {
    return stateNames[this.#policy.state];
  }

  /**
   * @internal
   * @param isCancelled of an error of `fn`: that it tells nothing of how well it works
   * @throws CircuitOpenError
   */
  async run<T>(name: string, fn: () => Promise<T>, isCancelled: (error: unknown) => boolean): Promise<T> {
    // Cockatiel would let it wait for the trial, without end where that hangs.
    if (this.#policy.state === CircuitState.HalfOpen) throw this.#openError(name, undefined);
    try {
      return await this.#policy.execute(async () => {
        try {
          return await fn();
        } catch (error) {
          throw new Passing(error, isCancelled(error));
        }
      });
    } catch (failure) {
      if (failure instanceof Passing) throw failure.error;
      if (failure instanceof BrokenCircuitError) throw this.#openError(name, this.#retryAt);
      throw failure;
    }
  }

  /** A trial that was cancelled has not shown that it works again. */
  #counts({ error, cancelled }: Passing): boolean {
    if (cancelled) return this.#policy.state === CircuitState.HalfOpen;
    this.#lastFailure = error;
    return true;
  }

  #openError(name: string, retryAt: number | undefined): CircuitOpenError {
    const when =
      retryAt === undefined
        ? 'another attempt is trying it now'
        : `it is tried again in ${Math.max(0, retryAt - Date.now())} ms`;
    const message = `Operation "${name}" was not tried: its circuit is open after failures in a row; ${when}.`;
    return new CircuitOpenError(message, retryAt, this.#lastFailure);
  }
}

/**
 * A breaker to be shared by operations as their `policy.breaker`.
 * @throws RangeError when a number is out of bounds
 */
export const circuitBreaker = (options: CircuitBreakerOptions = {}): CircuitBreaker => new CircuitBreaker(options);
