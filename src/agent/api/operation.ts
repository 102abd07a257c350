import { ExpectedError } from '../../common/errors.ts';
import type { EventOf } from '../../protocol/events.ts';
import { innermostOpen } from '../context.ts';
import { CancelScope } from './cancelScope.ts';
import { describeError, statusOf } from './errors.ts';
import { runtime } from './runtime.ts';

export interface OperationPolicy {
  /** How often it is tried again by itself after a failure; 0 unless given. */
  retries?: number;
  /** ms before it is tried again. */
  delay?: number;
  /** ms one attempt may take. */
  timeout?: number;
  /** Doing it twice does the same as doing it once; a person is asked before it is retried where it does not. */
  idempotent?: boolean;
}

export interface AttemptContext {
  /** A fresh one for each attempt. */
  signal: AbortSignal;
  scope: CancelScope;
  /** Counted from 1. */
  attempt: number;
}

type Origin = EventOf<'attempt-started'>['origin'];

/**
 * Runs `fn` as a named operation. When it has failed for good it can be run again from the debugger: in a fresh scope
 * with a fresh signal. The result of such a retry is shown there; the caller has got the failure already.
 *
 * @param name what people will read
 * @returns what `fn` returns; rejects with its last failure
 */
export async function operation<T>(
  name: string,
  fn: (context: AttemptContext) => T | PromiseLike<T>,
  policy: OperationPolicy = {},
): Promise<T> {
  const tracked = new TrackedOperation(name, fn, policy);
  const { retries = 0, delay = 0 } = policy;
  for (let left = retries; ; left -= 1) {
    try {
      return await tracked.attempt(left === retries ? 'program' : 'policy', left > 0 ? delay : null);
    } catch (error) {
      if (left <= 0 || tracked.parent?.cancelled) throw error;
    }
    await pause(delay, tracked.parent?.signal);
  }
}

class TrackedOperation<T> {
  readonly id = runtime.nextId();
  readonly parent = innermostOpen(runtime.context.current);
  readonly #frame = runtime.context.current;
  readonly #name: string;
  readonly #fn: (context: AttemptContext) => T | PromiseLike<T>;
  readonly #policy: OperationPolicy;
  readonly #announce: () => void;
  #attempts = 0;
  #lastEnd: Omit<EventOf<'attempt-ended'>, 'type' | 'time'> | undefined;

  constructor(name: string, fn: (context: AttemptContext) => T | PromiseLike<T>, policy: OperationPolicy) {
    this.#name = name;
    this.#fn = fn;
    this.#policy = policy;
    const stack = runtime.captureStack(TrackedOperation);
    this.#announce = () => {
      runtime.report('operation-registered', {
        id: this.id,
        name,
        task: this.#frame.task.id,
        scope: this.parent?.id ?? 0,
        idempotent: policy.idempotent ?? true,
        stack: stack as number[],
      });
      if (this.#lastEnd) runtime.report('attempt-ended', this.#lastEnd);
    };
    if (!runtime.observed) return;
    runtime.live.set(this.id, { announce: this.#announce });
    this.#announce();
  }

  async attempt(origin: Origin, retryIn: number | null): Promise<T> {
    const attempt = (this.#attempts += 1);
    runtime.operations.delete(this.id);
    runtime.report('attempt-started', { operation: this.id, attempt, origin });
    const scope = new CancelScope(`${this.#name} #${attempt}`, { timeout: this.#policy.timeout });
    try {
      const result = await scope.runIn((own) => this.#fn({ signal: own.signal, scope: own, attempt }));
      this.#end({ attempt, status: 'completed', error: null, retryable: false, retryIn: null, errorClass: null });
      return result;
    } catch (error) {
      const status = statusOf(error, scope.cancelled, scope.cancelReason);
      // Only what nobody will try again by itself waits for a person.
      const retryable = retryIn === null && runtime.observed;
      if (retryable) this.#keep();
      this.#end({ attempt, status, error: describeError(error), retryable, retryIn, errorClass: null });
      throw error;
    }
  }

  #end(end: Omit<EventOf<'attempt-ended'>, 'type' | 'time' | 'operation'>): void {
    this.#lastEnd = { operation: this.id, ...end };
    if (!end.retryable && end.retryIn === null) runtime.live.delete(this.id);
    runtime.report('attempt-ended', this.#lastEnd);
  }

  #keep(): void {
    runtime.operations.add({
      id: this.id,
      retry: () => this.#retry(),
      forgotten: () => {
        if (this.#lastEnd) this.#end({ ...this.#lastEnd, retryable: false });
      },
    });
  }

  async #retry(): Promise<string> {
    const scopes = this.#closedScopes();
    if (scopes) {
      this.#keep();
      throw new ExpectedError(`"${this.#name}" cannot be retried: its scope "${scopes}" has ended.`);
    }
    await runtime.context.run(this.#frame, () => this.attempt('user', null));
    return `"${this.#name}" succeeded at attempt ${this.#attempts}.`;
  }

  /** The name of the scope around the operation when that is no longer open. */
  #closedScopes(): string | undefined {
    return this.parent && !this.parent.isOpen ? this.parent.name : undefined;
  }
}

/** Ends early when the signal aborts; it does not keep the attempt back then, which will see the signal itself. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done, { once: true });
  });
}
