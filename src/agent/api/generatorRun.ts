import { onAbort } from '../../common/aborts.ts';
import { innermostOpen } from '../context.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import type { Above } from '../sites.ts';
import { CancelScope } from './cancelScope.ts';
import { abortError, describeError, statusOf } from './errors.ts';
import { runtime } from './runtime.ts';
import type { TaskContext } from './task.ts';

/** The body of a safe generator; its signal aborts when the generator is cancelled. */
export type GeneratorFunction<T, R, N> = (context: TaskContext) => AsyncGenerator<T, R, N>;
type Request<T, R, N> = (body: AsyncGenerator<T, R, N>) => Promise<IteratorResult<T, R>>;

/**
 * The body of a safe generator, from its first step on, with a task and a scope of its own. It does not hold the
 * generator's object, so that this can be found lost.
 */
export class GeneratorRun<T, R, N> {
  readonly #name: string;
  readonly #task: TaskRecord;
  readonly #scope: CancelScope;
  readonly #body: AsyncGenerator<T, R, N>;
  readonly #stopFollowing: () => void;
  /** Requests that the body has not answered; at 0 it stands at a `yield`. */
  #pending = 0;
  #isOver = false;
  #isDropped = false;
  /** What the body was closed with from outside; it is told to the first who asks for more. */
  #closed: Promise<{ error: unknown }> | undefined;
  #isTold = false;

  /** @param above the method called by the user */
  constructor(name: string, fn: GeneratorFunction<T, R, N>, above: Above) {
    const { context } = runtime;
    const frame = context.current;
    this.#name = name;
    this.#task = {
      id: runtime.nextId(),
      name,
      kind: 'generator',
      parent: frame.task,
      scope: undefined,
      stack: runtime.captureStack(above),
      state: 'running',
      open: new Set(),
      cancel: (reason) => this.#scope.cancel(reason),
    };
    this.#scope = new CancelScope(name);
    runtime.startTask(this.#task);
    context.run({ task: this.#task, scope: innermostOpen(frame) }, () => this.#scope.enter());
    this.#body = delegate(() => fn({ signal: this.#scope.signal }));
    this.#stopFollowing = onAbort(this.#scope.signal, () => this.#rest());
    this.#rest();
  }

  async next(...values: [] | [N]): Promise<IteratorResult<T, R>> {
    if (this.#closed) await this.#tell();
    return this.#ask((body) => body.next(...values));
  }

  async return(value: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    const closed = this.#closed && (await this.#closed);
    // Whoever is done need not hear that it was cancelled, but that cleaning up failed.
    if (closed && closed.error !== this.#scope.cancelReason) await this.#tell();
    return this.#ask((body) => body.return(value));
  }

  async throw(error: unknown): Promise<IteratorResult<T, R>> {
    if (this.#closed) await this.#closed;
    return this.#ask((body) => body.throw(error));
  }

  /** Nobody can finish it any more. What runs in it is let run to its next `yield`. */
  dropped(): void {
    this.#isDropped = true;
    this.#rest();
  }

  /** Without a turn of its own before the body is asked: requests are answered in the order they came. */
  async #ask(request: Request<T, R, N>): Promise<IteratorResult<T, R>> {
    this.#pending += 1;
    try {
      const result = await runtime.context.run(this.#scope, () => request(this.#body));
      if (result.done) this.#end();
      return result;
    } catch (error) {
      this.#end({ error });
      throw error;
    } finally {
      this.#pending -= 1;
      this.#rest();
    }
  }

  /** It stands at a `yield`, unless something runs in it: the moment to close it when it was cancelled or dropped. */
  #rest(): void {
    if (this.#pending > 0 || this.#isOver || this.#closed) return;
    if (this.#isDropped) this.#abandon();
    else if (this.#scope.cancelled) this.#closed = this.#close(this.#scope.cancelReason);
  }

  async #close(reason: unknown): Promise<{ error: unknown }> {
    let error = reason;
    try {
      await runtime.context.run(this.#scope, () => this.#body.return(undefined as R));
    } catch (failure) {
      error = failure;
    }
    this.#end({ error });
    return { error };
  }

  async #tell(): Promise<void> {
    const closed = await this.#closed;
    if (!closed || this.#isTold) return;
    this.#isTold = true;
    throw closed.error;
  }

  /** Its end closes the scope; scopes that the body entered and did not leave are reported. */
  #end(failure?: { error: unknown }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopFollowing();
    const { cancelled, cancelReason } = this.#scope;
    runtime.context.run(this.#scope, () => this.#scope.exit(failure?.error));
    if (failure) {
      runtime.endTask(this.#task, statusOf(failure.error, cancelled, cancelReason), describeError(failure.error));
    } else {
      runtime.endTask(this.#task, cancelled ? 'cancelled' : 'completed', null);
    }
  }

  #abandon(): void {
    const error = abortError(`Generator "${this.#name}" was left half-way, and nobody can finish it any more.`);
    this.#stopFollowing();
    // The scopes in it have this as their reason when they are found open.
    this.#scope.cancel(error);
    this.#end({ error });
  }
}

/** Calls `fn` at the first step, within it: what it throws then is the step's failure. */
async function* delegate<T, R, N>(fn: () => AsyncGenerator<T, R, N>): AsyncGenerator<T, R, N> {
  return yield* fn();
}
