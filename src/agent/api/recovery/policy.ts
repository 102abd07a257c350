import { checkCount, checkDuration } from '../checks.ts';
import { checkOptions, checkSignal, type OptionNames } from '../options.ts';
import type { ErrorClassifier } from './errorClassifier.ts';
import type { GateOptions } from './gate.ts';
import type { HealthCheck } from '../sessionHealth.ts';
import { type Recovery, type RecoveryTable, retry } from './strategy.ts';

/** How an operation is done, and what is done about its failures. */
export interface OperationPolicy<T = never> extends GateOptions {
  /** How often it is tried again by itself after a failure; 0 unless given. The short form of a `recovery`. */
  retries?: number;
  /** ms before it is tried again, with `retries`. */
  delay?: number;
  /** What is done about a failure: a strategy, several in their order, or such for each class of errors. */
  recovery?: Recovery<T> | RecoveryTable<T>;
  /** ms one attempt may take. */
  timeout?: number;
  /** Doing it twice does the same as doing it once; a person is asked before it is retried where it does not. */
  idempotent?: boolean;
  /** Cancels the operation when it aborts. */
  signal?: AbortSignal;
  /** Says of what class a failure is; the standard rules unless given. */
  classifier?: ErrorClassifier;
  /** Asked before each retry; when it says no, throws or does not answer in time, the next strategy is chosen. */
  healthCheck?: HealthCheck;
  /** ms the health check may take; 5,000 unless given. */
  healthCheckTimeout?: number;
}

const policyNames: OptionNames<OperationPolicy> = {
  retries: true,
  delay: true,
  recovery: true,
  timeout: true,
  idempotent: true,
  signal: true,
  classifier: true,
  healthCheck: true,
  healthCheckTimeout: true,
  breaker: true,
  bulkhead: true,
};

/**
 * The recovery a policy asks for, also by `retries`.
 * @throws RangeError when a number is out of bounds, TypeError when both forms are given
 */
export function recoveryOf<T>({ retries, delay = 0, recovery }: OperationPolicy<T>): Recovery<T> | RecoveryTable<T> {
  if (retries === undefined) return recovery ?? [];
  if (recovery !== undefined) {
    throw new TypeError('A policy has either retries or a recovery: put retry({ attempts }) into the recovery.');
  }
  checkCount('The number of retries', retries, 0);
  if (retries === 0) return [];
  checkDuration(() => 'The delay before a retry', delay);
  const backoff = { initial: delay, max: delay, exponent: 1, jitter: false };
  // Who writes it for this one operation knows what it does.
  return retry({ attempts: retries, backoff, evenIfNotIdempotent: true });
}

/**
 * @param name of the operation
 * @throws RangeError when a time is out of bounds, TypeError when something is not known or of the wrong kind
 */
export function checkPolicy(name: string, policy: OperationPolicy<unknown>): void {
  checkOptions(() => `The options of operation "${name}"`, policy, policyNames);
  const { timeout = 0, healthCheckTimeout = 0, signal } = policy;
  checkSignal(() => `operation "${name}"`, signal);
  checkDuration(() => 'The time an attempt may take', timeout);
  checkDuration(() => 'The time a health check may take', healthCheckTimeout);
}
