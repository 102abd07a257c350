import { Backoff } from './backoff.ts';
import { wordsOf } from '../thrown.ts';
import { type ErrorClass, errorClasses } from '../../../common/errorClasses.ts';
import { giveUp, isRetry, type Recovery, type RecoveryTable, type Strategy } from './strategy.ts';

/** What is done about one failure. */
export interface Choice<T> {
  readonly strategy: Strategy<T>;
  /** ms before it is done. */
  readonly wait: number;
  /** Why and how, for a person. */
  readonly detail: string;
}

/** How far a strategy is used up. */
interface Use {
  count: number;
  readonly backoff: Backoff | undefined;
  over: boolean;
}

/** Which strategies an operation still has: for each failure, the first one of its class that is not used up. */
export class RecoveryPlan<T> {
  readonly #table: RecoveryTable<T>;
  readonly #idempotent: boolean;
  readonly #uses = new Map<Strategy<T>, Use>();

  /**
   * @param idempotent false: only what allows it is tried again
   * @throws TypeError when the table names no such class, or wants a cancelled operation to be tried again
   */
  constructor(recovery: Recovery<T> | RecoveryTable<T>, idempotent: boolean) {
    checkRecovery(recovery, 'The recovery');
    this.#table = tableOf(recovery);
    this.#idempotent = idempotent;
    for (const [key, each] of Object.entries(this.#table)) {
      check(key);
      for (const strategy of [each ?? []].flat()) checkStrategy(strategy, `The recovery for "${key}"`);
    }
    if (listOf(this.#table.cancelled).some(isRetry)) {
      throw new TypeError('What was cancelled is never tried again: take the retry out of "cancelled".');
    }
  }

  /** There is nothing to choose from. */
  get isEmpty(): boolean {
    return Object.values(this.#table).every((recovery) => listOf(recovery).length === 0);
  }

  /**
   * Chooses, and counts it as used.
   * @param elapsed ms since the operation began
   */
  choose(errorClass: ErrorClass, elapsed: number): Choice<T> {
    const named = this.#table[errorClass];
    const usual = errorClass === 'cancelled' ? undefined : this.#table.default;
    for (const strategy of listOf(named ?? usual)) {
      // Wrong credentials are wrong the next time too, unless somebody knows better.
      if (isRetry(strategy) && errorClass === 'authentication' && named === undefined) continue;
      const choice = this.#use(strategy, errorClass, elapsed);
      if (choice) return choice;
    }
    return { strategy: giveUp(), wait: 0, detail: `${errorClass}; no strategy is left` };
  }

  /** The strategy is not chosen again. */
  exhaust(strategy: Strategy<T>): void {
    this.#useOf(strategy).over = true;
  }

  #use(strategy: Strategy<T>, errorClass: ErrorClass, elapsed: number): Choice<T> | undefined {
    const use = this.#useOf(strategy);
    if (use.over) return undefined;
    if (!isRetry(strategy)) {
      use.over = true;
      return { strategy, wait: 0, detail: errorClass };
    }
    const allowed = this.#idempotent || strategy.evenIfNotIdempotent;
    const wait = use.backoff?.next() ?? 0;
    if (!allowed || use.count >= strategy.attempts || elapsed + wait > strategy.maxElapsed) {
      use.over = true;
      return undefined;
    }
    use.count += 1;
    return { strategy, wait, detail: `${errorClass}; ${use.count} of ${strategy.attempts}, in ${wait} ms` };
  }

  #useOf(strategy: Strategy<T>): Use {
    let use = this.#uses.get(strategy);
    if (!use) {
      const backoff = isRetry(strategy) ? new Backoff(strategy.backoff) : undefined;
      use = { count: 0, backoff, over: false };
      this.#uses.set(strategy, use);
    }
    return use;
  }
}

function tableOf<T>(recovery: Recovery<T> | RecoveryTable<T>): RecoveryTable<T> {
  return isRecovery(recovery) ? { default: recovery } : recovery;
}

const isRecovery = <T>(recovery: Recovery<T> | RecoveryTable<T>): recovery is Recovery<T> =>
  Array.isArray(recovery) || 'strategy' in recovery;

function listOf<T>(recovery: Recovery<T> | undefined): readonly Strategy<T>[] {
  if (recovery === undefined) return [];
  return 'strategy' in recovery ? [recovery] : recovery;
}

/** @throws TypeError when it is neither a strategy, nor some, nor a table of such */
function checkRecovery(recovery: unknown, what: string): void {
  if (typeof recovery === 'object' && recovery !== null) return;
  const name = typeof recovery === 'function' ? recovery.name : undefined;
  const hint = name ? `call it: ${name}(…)` : 'make one with retry(), fallback(…), skip() and the like';
  throw new TypeError(`${what} is ${name ? 'a function' : wordsOf(recovery)}: ${hint}.`);
}

function checkStrategy(strategy: unknown, what: string): void {
  checkRecovery(strategy, what);
  if ('strategy' in (strategy as object)) return;
  throw new TypeError(`${what} is no strategy: make one with retry(), fallback(…), skip() and the like.`);
}

function check(key: string): void {
  if (key === 'default' || errorClasses.some((known) => known === key)) return;
  throw new TypeError(`"${key}" is no class of errors: use one of ${errorClasses.join(', ')}, or default.`);
}
