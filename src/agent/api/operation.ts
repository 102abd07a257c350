import { ExpectedError, messageOf } from '../../common/errors.ts';
import type { EventOf } from '../../protocol/events.ts';
import { innermostOpen } from '../context.ts';
import { CancelScope } from './cancelScope.ts';
import { currentCancellation } from './current.ts';
import { describeError } from './errors.ts';
import { Attempt, type AttemptFunction } from './recovery/attempt.ts';
import type { ErrorClass } from '../../common/errorClasses.ts';
import { standardClassifier } from './recovery/errorClassifier.ts';
import { Gate } from './recovery/gate.ts';
import { ailment } from './recovery/healthCheck.ts';
import { checkPolicy, type OperationPolicy, recoveryOf } from './recovery/policy.ts';
import { type Choice, RecoveryPlan } from './recovery/recoveryPlan.ts';
import { giveUp, isRetry, type Strategy } from './recovery/strategy.ts';
import { pause } from './recovery/wait.ts';
import { checkName } from './options.ts';
import { runtime } from './runtime.ts';

type Start = Omit<EventOf<'attempt-started'>, 'type' | 'time'>;
type End = Omit<EventOf<'attempt-ended'>, 'type' | 'time'>;
type Outcome<T> = { readonly value: T } | Failure;

interface Failure {
  readonly error: unknown;
  readonly errorClass: ErrorClass;
}

/**
 * Runs `fn` as a named operation. What is done when it fails is the policy's to say; each way of doing it is an attempt
 * of the operation. When it has failed for good it can be run again from the debugger: in a fresh scope with a fresh
 * signal. The result of such a retry is shown there; the caller has got the failure already.
 *
 * @param name what people will read
 * @returns what `fn`, or what stands in for it, returns; rejects with the last failure, or with the reason of a
 * cancellation that comes while it waits to be tried again
 * @throws RangeError or TypeError when the policy cannot be understood; `fn` has not been called then
 *
 * @example
 * ```ts
 * import { operation } from 'async-scope';
 *
 * const stock = await operation('count stock', async () => 3, { retries: 2, timeout: 1_000 });
 * console.log(stock); // → 3
 * ```
 */
export async function operation<T>(name: string, fn: AttemptFunction<T>, policy: OperationPolicy<T> = {}): Promise<T> {
  return new TrackedOperation(name, fn, policy).run();
}

class TrackedOperation<T> {
  readonly #id = runtime.nextId();
  readonly #frame = runtime.context.current;
  readonly #parent = innermostOpen(this.#frame);
  readonly #name: string;
  readonly #fn: AttemptFunction<T>;
  readonly #policy: OperationPolicy<T>;
  readonly #gate: Gate;
  readonly #plan: RecoveryPlan<T>;
  readonly #startedAt = performance.now();
  #attempts = 0;
  #lastError: unknown;
  /** The latest attempt, to be told again. */
  #start: Start | undefined;
  #end: End | undefined;

  constructor(name: string, fn: AttemptFunction<T>, policy: OperationPolicy<T>) {
    checkName(name, "operation('read the file', …)");
    checkPolicy(name, policy);
    this.#name = name;
    this.#fn = fn;
    this.#policy = policy;
    this.#gate = new Gate(name, policy);
    this.#plan = new RecoveryPlan(recoveryOf(policy), policy.idempotent ?? true);
    if (!runtime.observed) return;
    const stack = runtime.captureStack(TrackedOperation);
    const announce = (): void => this.#announce(stack);
    runtime.live.set(this.#id, { announce });
    announce();
  }

  run(): Promise<T> {
    const { signal } = this.#policy;
    if (this.#plan.isEmpty && !this.#gate.hasQueue && !signal) return this.#untilDone();
    // Where something has to be waited for, whoever cancels the operation as a whole ends the wait.
    return CancelScope.run(this.#name, () => this.#untilDone(), { signal });
  }

  async #untilDone(): Promise<T> {
    let strategy: Strategy<T> | undefined;
    for (;;) {
      const outcome = await this.#attempt(strategy ? 'policy' : 'program', strategy);
      if ('value' in outcome) return outcome.value;
      strategy = await this.#recover(outcome);
      if (strategy.strategy === 'skip') return strategy.value;
      if (strategy.strategy === 'give-up') throw outcome.error;
    }
  }

  /** @param signal cancels it from outside the program */
  async #attempt(origin: Start['origin'], strategy?: Strategy<T>, signal?: AbortSignal): Promise<Outcome<T>> {
    const number = (this.#attempts += 1);
    const attempt = new Attempt(this.#name, number, this.#lastError, { timeout: this.#policy.timeout, signal });
    const { classifier = standardClassifier } = this.#policy;
    const classify = (error: unknown): ErrorClass => attempt.classify(error, classifier);
    runtime.operations.delete(this.#id);
    this.#started({ operation: this.#id, attempt: number, origin });
    try {
      const value = await this.#make(attempt, strategy, classify);
      this.#ended({ status: 'completed', error: null, retryable: false, retryIn: null, errorClass: null });
      return { value };
    } catch (error) {
      this.#lastError = error;
      return { error, errorClass: classify(error) };
    }
  }

  #make(attempt: Attempt, strategy: Strategy<T> | undefined, classify: (error: unknown) => ErrorClass): Promise<T> {
    // What stands in for the operation's function needs not pass what guards it.
    if (strategy && 'fn' in strategy) return attempt.run(strategy.fn);
    const run = strategy?.strategy === 'isolated-retry' ? attempt.runIsolated : attempt.run;
    return this.#gate.pass(
      () => run.call(attempt, this.#fn) as Promise<T>,
      (error) => classify(error) === 'cancelled',
    );
  }

  /**
   * Chooses what is done about a failure, and waits until it is time to do it.
   * @returns the strategy; rejects with the reason of a cancellation during the wait
   */
  async #recover(failure: Failure): Promise<Strategy<T>> {
    const { errorClass } = failure;
    let choice = this.#choose(errorClass);
    this.#failed(failure, choice);
    this.#reportChoice(choice);
    while (isRetry(choice.strategy)) {
      const obstacle = await this.#ready(choice);
      if (obstacle === undefined) break;
      this.#plan.exhaust(choice.strategy);
      choice = this.#choose(errorClass);
      this.#changed({ ...choice, detail: `${choice.detail}; ${obstacle}` });
    }
    return choice.strategy;
  }

  #choose(errorClass: ErrorClass): Choice<T> {
    // What is cancelled as a whole is not recovered, whatever it failed with.
    if (currentCancellation()?.cancelled) return { strategy: giveUp(), wait: 0, detail: 'cancelled' };
    return this.#plan.choose(errorClass, performance.now() - this.#startedAt);
  }

  /** @returns what keeps a retry from being made; undefined: nothing. Rejects with the reason of a cancellation. */
  async #ready({ wait }: Choice<T>): Promise<string | undefined> {
    const { healthCheck, healthCheckTimeout = 5_000 } = this.#policy;
    const signal = currentCancellation()?.signal;
    try {
      await pause(wait, signal);
      return healthCheck ? await ailment(healthCheck, healthCheckTimeout, signal) : undefined;
    } catch (reason) {
      this.#changed({ strategy: giveUp(), wait: 0, detail: `cancelled: ${messageOf(reason)}` });
      throw reason;
    }
  }

  /** What becomes of the operation by itself, and whether a person may do something. */
  #prospects({ strategy, wait }: Choice<T>): Pick<End, 'retryable' | 'retryIn'> {
    const over = strategy.strategy === 'give-up' || strategy.strategy === 'skip';
    // Only what nobody will try again by itself waits for a person.
    const retryable = strategy.strategy === 'give-up' && runtime.observed;
    if (retryable) this.#keep();
    return { retryable, retryIn: over ? null : wait };
  }

  /** Something else is done than was announced. */
  #changed(choice: Choice<T>): void {
    if (this.#end) this.#ended({ ...this.#end, ...this.#prospects(choice) });
    this.#reportChoice(choice);
  }

  #reportChoice({ strategy: { strategy }, detail }: Choice<T>): void {
    // Without a plan there was nothing to choose.
    if (this.#plan.isEmpty) return;
    runtime.report('recovery-chosen', { operation: this.#id, attempt: this.#attempts, strategy, detail });
  }

  #started(start: Start): void {
    this.#start = start;
    this.#end = undefined;
    runtime.report('attempt-started', start);
  }

  #failed({ error, errorClass }: Failure, choice: Choice<T>): void {
    const status = errorClass === 'cancelled' ? 'cancelled' : 'failed';
    this.#ended({ status, error: describeError(error), errorClass, ...this.#prospects(choice) });
  }

  #ended(end: Omit<End, 'operation' | 'attempt'>): void {
    this.#end = { ...end, operation: this.#id, attempt: this.#attempts };
    if (!end.retryable && end.retryIn === null) runtime.live.delete(this.#id);
    runtime.report('attempt-ended', this.#end);
  }

  #announce(stack: readonly number[]): void {
    runtime.report('operation-registered', {
      id: this.#id,
      name: this.#name,
      task: this.#frame.task.id,
      scope: this.#parent?.id ?? 0,
      idempotent: this.#policy.idempotent ?? true,
      stack: stack as number[],
    });
    if (this.#start) runtime.report('attempt-started', this.#start);
    if (this.#end) runtime.report('attempt-ended', this.#end);
  }

  #keep(): void {
    runtime.operations.add({
      id: this.#id,
      retry: (signal) => this.#retry(signal),
      forgotten: () => {
        if (this.#end) this.#ended({ ...this.#end, retryable: false });
      },
    });
  }

  /** Once more because a person asks; what the policy says about failures is over. */
  async #retry(signal: AbortSignal): Promise<string> {
    if (this.#parent && !this.#parent.isOpen) {
      this.#keep();
      throw new ExpectedError(`"${this.#name}" cannot be retried: its scope "${this.#parent.name}" has ended.`);
    }
    const outcome = await runtime.context.run(this.#frame, () => this.#attempt('user', undefined, signal));
    if ('value' in outcome) return `"${this.#name}" succeeded at attempt ${this.#attempts}.`;
    this.#failed(outcome, { strategy: giveUp(), wait: 0, detail: '' });
    throw outcome.error;
  }
}
