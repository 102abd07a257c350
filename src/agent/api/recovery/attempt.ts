import { CancelScope } from '../cancelScope.ts';
import { currentCancellation } from '../current.ts';
import { statusOf } from '../errors.ts';
import { isNamed } from '../thrown.ts';
import { type OnCleanup, withCleanup } from './cleanup.ts';
import type { ErrorClass } from '../../../common/errorClasses.ts';
import type { ErrorClassifier } from './errorClassifier.ts';
import { isolated } from './isolated.ts';

/** What an attempt of an operation is given. */
export interface AttemptContext {
  /** A fresh one for each attempt. */
  signal: AbortSignal;
  /** The scope of this attempt. */
  scope: CancelScope;
  /** Counted from 1. */
  attempt: number;
  /** What the attempt before failed with; undefined in the first. */
  lastError: unknown;
  /** Registers what is to be done when this attempt has ended. */
  onCleanup: OnCleanup;
}

/** Makes one attempt. It has failed when this throws. */
export type AttemptFunction<T> = (context: AttemptContext) => T | PromiseLike<T>;

/** What ends an attempt early: ms that it may take, and a signal. */
export interface Limits {
  readonly timeout: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One attempt of an operation, and the scope it is made in. */
export class Attempt {
  readonly #name: string;
  readonly #number: number;
  readonly #lastError: unknown;
  readonly #limits: Limits;
  readonly #outside = currentCancellation();
  #scope: CancelScope | undefined;

  constructor(operation: string, number: number, lastError: unknown, limits: Limits) {
    this.#name = `${operation} #${number}`;
    this.#number = number;
    this.#lastError = lastError;
    this.#limits = limits;
  }

  /** Makes it in a scope within the caller's. */
  run<T>(fn: AttemptFunction<T>): Promise<T> {
    const run = (scope: CancelScope): Promise<T> =>
      withCleanup(this.#name, (onCleanup) => fn(this.#context(scope, onCleanup)));
    return CancelScope.run(this.#name, run, this.#limits);
  }

  /** Makes it apart from the caller. */
  runIsolated<T>(fn: AttemptFunction<T>): Promise<T> {
    return isolated(this.#name, ({ scope, onCleanup }) => fn(this.#context(scope, onCleanup)), {
      timeout: this.#limits.timeout,
    });
  }

  /** What kind of error it ended with. Only it knows whether it was cancelled, or took too long. */
  classify(error: unknown, classifier: ErrorClassifier): ErrorClass {
    const reason = this.#scope?.cancelReason ?? this.#outside?.cancelReason;
    if (reason === undefined || statusOf(error, true, reason) !== 'cancelled') return classifier.classify(error);
    return isNamed(reason, 'TimeoutError') && !this.#outside?.cancelled ? 'timeout' : 'cancelled';
  }

  #context(scope: CancelScope, onCleanup: OnCleanup): AttemptContext {
    this.#scope = scope;
    return { signal: scope.signal, scope, attempt: this.#number, lastError: this.#lastError, onCleanup };
  }
}
