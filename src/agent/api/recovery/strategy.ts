import type { AttemptFunction } from './attempt.ts';
import { type BackoffOptions, completeBackoff } from './backoff.ts';
import { checkCount, checkDuration } from '../checks.ts';
import { checkOptions, type OptionNames } from '../options.ts';
import type { ErrorClass } from '../../../common/errorClasses.ts';

/** How often, and after what waits, it is tried again. */
export interface RetryOptions {
  /** How often it is tried again; 3 unless given. */
  attempts?: number;
  /** How long is waited before each time. */
  backoff?: BackoffOptions;
  /** ms since the operation began after which it is not tried again; no limit unless given. */
  maxElapsed?: number;
  /** Also where doing it twice is not the same as doing it once (`policy.idempotent` false). */
  evenIfNotIdempotent?: boolean;
}

const optionNames: OptionNames<RetryOptions> = {
  attempts: true,
  backoff: true,
  maxElapsed: true,
  evenIfNotIdempotent: true,
};

interface RetryStrategy {
  readonly strategy: 'retry' | 'isolated-retry';
  readonly attempts: number;
  readonly backoff: Required<BackoffOptions>;
  readonly maxElapsed: number;
  readonly evenIfNotIdempotent: boolean;
}

/** What is done about a failed attempt. It holds no state: operations may share it. */
export type Strategy<T> =
  | RetryStrategy
  | { readonly strategy: 'degrade' | 'fallback'; readonly fn: AttemptFunction<T> }
  | { readonly strategy: 'skip'; readonly value: T }
  | { readonly strategy: 'give-up' };

/** One strategy, or several of which the next is chosen when the one before is used up. */
export type Recovery<T> = Strategy<T> | readonly Strategy<T>[];

/** A recovery for each class of errors; `default` is for the classes that are not named, except `cancelled`. */
export type RecoveryTable<T> = { readonly [C in ErrorClass | 'default']?: Recovery<T> };

/**
 * Tries the operation again, with a growing wait before each time.
 * @throws RangeError when a number is out of bounds
 */
export const retry = (options: RetryOptions = {}): Strategy<never> => retryStrategy('retry', options);

/**
 * Tries the operation again apart from the caller: in a task and a shielded scope of its own, with a fresh signal, as
 * `isolated` does.
 * @throws RangeError when a number is out of bounds
 */
export const isolatedRetry = (options: RetryOptions = {}): Strategy<never> => retryStrategy('isolated-retry', options);

/**
 * Does something cheaper instead, once.
 * @param fn the next attempt
 */
export const degrade = <T>(fn: AttemptFunction<T>): Strategy<T> => ({ strategy: 'degrade', fn });

/**
 * Answers from elsewhere, once.
 * @param answer the next attempt, or the result itself
 */
export const fallback = <T>(answer: AttemptFunction<T> | T): Strategy<T> => ({
  strategy: 'fallback',
  fn: typeof answer === 'function' ? (answer as AttemptFunction<T>) : () => answer,
});

/**
 * Does without: the operation has failed, and its caller goes on.
 * @param value what the caller gets
 */
export function skip(): Strategy<undefined>;
export function skip<T>(value: T): Strategy<T>;
export function skip<T>(value?: T): Strategy<T | undefined> {
  return { strategy: 'skip', value };
}

/** Fails at once, with the error there is. */
export const giveUp = (): Strategy<never> => ({ strategy: 'give-up' });

export const isRetry = (strategy: Strategy<unknown>): strategy is RetryStrategy =>
  strategy.strategy === 'retry' || strategy.strategy === 'isolated-retry';

function retryStrategy(strategy: RetryStrategy['strategy'], options: RetryOptions): RetryStrategy {
  checkOptions(() => `The options of a ${strategy}`, options, optionNames);
  const { attempts = 3, backoff = {}, maxElapsed, evenIfNotIdempotent = false } = options;
  checkCount(`The number of attempts of a ${strategy}`, attempts, 1);
  if (maxElapsed !== undefined) checkDuration(() => `The longest time of a ${strategy}`, maxElapsed);
  return {
    strategy,
    attempts,
    backoff: completeBackoff(backoff),
    maxElapsed: maxElapsed ?? Infinity,
    evenIfNotIdempotent,
  };
}
