import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { TaskStatus } from '../../protocol/events.ts';
import { type Frame, innermostOpen } from '../context.ts';
import type { Above } from '../sites.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import { abortError, describeError, scopeError, statusOf, timeoutError } from './errors.ts';
import { runtime } from './runtime.ts';

export interface ScopeOptions {
  /** ms after which the scope cancels itself. */
  timeout?: number;
  /** Cancelling an outer scope does not reach into this one. */
  shield?: boolean;
  /** Cancels the scope when it aborts. */
  signal?: AbortSignal;
}

const noOptions: ScopeOptions = {};
/** The longest time a timer of Node can wait, ms. */
const longestTimeout = 2 ** 31 - 1;

/**
 * A region of work that can be cancelled as a whole. It is entered by one task and left by the same task, last in,
 * first out. Cancelling is cooperative: it aborts `signal`, and what was given the signal stops.
 *
 * Three ways to use it: `CancelScope.run(name, fn)`, `using scope = CancelScope.enter(name)`, or `enter` and `exit` by
 * hand. Code that runs side by side in one task (`Promise.all`) should use `run`, which keeps each flow's scopes apart.
 */
export class CancelScope {
  readonly id = runtime.nextId();
  readonly name: string;
  /** ms from entering to the deadline; undefined: none. */
  readonly timeout: number | undefined;
  readonly shield: boolean;
  readonly kind: 'scope' | 'group' = 'scope';
  #state: 'new' | 'open' | 'closed' = 'new';
  #task: TaskRecord | undefined;
  /** What the flow goes back to when the scope is left. */
  #previous: Frame | undefined;
  #parent: CancelScope | undefined;
  #children: Set<CancelScope> | undefined;
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  #deadline: number | undefined;
  readonly #external: AbortSignal | undefined;
  #onExternal: (() => void) | undefined;
  #enterStack: readonly number[] = [];

  /**
   * @param name what people will read
   * @throws RangeError when the timeout is not a number of ms from 0 to 2147483647
   */
  constructor(name: string, { timeout, shield = false, signal }: ScopeOptions = noOptions) {
    if (timeout !== undefined && !(timeout >= 0 && timeout <= longestTimeout)) {
      throw new RangeError(`The timeout of scope "${name}" is ${timeout}; it must be from 0 to ${longestTimeout} ms.`);
    }
    this.name = name;
    this.timeout = timeout;
    this.shield = shield;
    this.#external = signal;
  }

  /** Makes a scope and enters it. */
  static enter(name: string, options?: ScopeOptions): CancelScope {
    return new CancelScope(name, options).enter();
  }

  /**
   * Runs `fn` in a new scope and leaves it when `fn` has ended.
   * @returns what `fn` returns; rejects with what it throws, which is `scope.signal.reason` when it minds the signal
   */
  static run<T>(name: string, fn: (scope: CancelScope) => T | PromiseLike<T>, options?: ScopeOptions): Promise<T> {
    return new CancelScope(name, options).runIn(fn);
  }

  /** Entered and not left. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The innermost scope that was open when this one was entered. */
  get parent(): CancelScope | undefined {
    return this.#parent;
  }

  /** Unix time in ms at which the scope cancels itself. */
  get deadline(): number | undefined {
    return this.#deadline;
  }

  get cancelled(): boolean {
    return this.#reason !== undefined;
  }

  /** Aborts when the scope is cancelled. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason && !this.#controller.signal.aborted) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /**
   * Enters the scope, in the task and for the flow that calls.
   * @throws Error when it was entered before
   */
  enter(): this {
    const { context } = runtime;
    this.open(context.current, CancelScope.prototype.enter);
    context.enter(this);
    return this;
  }

  /**
   * Leaves the scope. Leaving it in a wrong way is reported, and never throws.
   * @param error what the work in it failed with
   */
  exit(error?: unknown): void {
    const { context } = runtime;
    const frame = context.current;
    if (this.#state !== 'open') {
      this.#violated(
        this.#state === 'new' ? 'never-entered' : 'exited-twice',
        frame.task,
        runtime.captureStack(CancelScope.prototype.exit),
      );
      return;
    }
    const inner = frame.task === this.#task ? this.#innerIn(frame) : undefined;
    const cause = this.#brokenRule(frame, inner);
    // Where a scope was left properly is rarely of interest, and a stack is most of what an event costs.
    const stack = cause || error !== undefined ? runtime.captureStack(CancelScope.prototype.exit) : [];
    this.#close(error, frame.task, stack);
    if (inner === this && this.#previous) context.enter(this.#previous);
    if (cause) this.#violated(cause, frame.task, stack, inner);
  }

  /**
   * Cancels the scope and, except where they are shielded, the scopes in it. Only the first time counts.
   * @param reason an Error becomes the signal's reason; anything else becomes the message of an AbortError
   */
  cancel(reason: unknown = 'cancelled'): void {
    const error = reason instanceof Error ? reason : abortError(String(reason));
    this.cancelBy(error, undefined, runtime.context.current.task.id);
  }

  [Symbol.dispose](): void {
    this.exit();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.exit();
  }

  /** @internal */
  async runIn<T>(fn: (scope: this) => T | PromiseLike<T>): Promise<T> {
    this.open(runtime.context.current, CancelScope.prototype.runIn);
    return runtime.context.run(this, async () => {
      try {
        const result = await fn(this);
        await this.settled();
        this.exit();
        return result;
      } catch (error) {
        const outcome = await this.settledAfter(error);
        this.exit(outcome);
        throw outcome;
      }
    });
  }

  /** @internal The scope does not end before this has; a group waits for its tasks. */
  protected async settled(): Promise<void> {}

  /** @internal What the scope fails with when the work in it threw `error`. */
  protected async settledAfter(error: unknown): Promise<unknown> {
    return error;
  }

  /** @internal The task that entered it has ended. It stays open: somebody may still leave it, wrongly. */
  outlive(task: TaskRecord): void {
    this.#violated('outlived-its-task', task, []);
  }

  /** @internal */
  protected open(frame: Frame, above: Above): void {
    if (this.#state !== 'new')
      throw scopeError(`Scope "${this.name}" was entered before: make a new one for each time.`);
    this.#state = 'open';
    this.#task = frame.task;
    const parent = innermostOpen(frame);
    this.#parent = parent;
    // A frame of a scope that was left is not kept: its like would pile up in a loop.
    this.#previous = frame.scope === parent ? frame : { task: frame.task, scope: parent };
    this.#enterStack = runtime.captureStack(above);
    frame.task.open?.add(this);
    if (runtime.observed) {
      runtime.live.set(this.id, this);
      this.announce();
    }
    if (parent) {
      parent.adopt(this);
      if (parent.cancelReason && !this.shield) this.cancelBy(parent.cancelReason, parent, 0);
    }
    if (this.timeout !== undefined) this.#startTimer(this.timeout);
    if (this.#external) this.#follow(this.#external);
  }

  /** @internal */
  announce(): void {
    runtime.report('scope-entered', {
      id: this.id,
      name: this.name,
      kind: this.kind,
      task: this.#task?.id ?? 0,
      parent: this.#parent?.id ?? 0,
      timeout: this.timeout ?? null,
      shield: this.shield,
      stack: this.#enterStack as number[],
    });
  }

  #follow(signal: AbortSignal): void {
    this.#onExternal = () => this.cancel(signal.reason);
    if (signal.aborted) this.#onExternal();
    else signal.addEventListener('abort', this.#onExternal, { once: true });
  }

  #startTimer(timeout: number): void {
    this.#deadline = Date.now() + timeout;
    this.#timer = setTimeout(() => {
      this.cancelBy(timeoutError(`Scope "${this.name}" timed out after ${timeout} ms.`), undefined, 0);
    }, timeout);
    // A deadline is no reason for a program to stay.
    this.#timer.unref();
  }

  #close(error: unknown, task: TaskRecord, stack: readonly number[]): void {
    this.#state = 'closed';
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#onExternal) this.#external?.removeEventListener('abort', this.#onExternal);
    this.#parent?.release(this);
    this.#task?.open?.delete(this);
    if (!runtime.observed) return;
    runtime.live.delete(this.id);
    const status = error === undefined ? this.#calmStatus : statusOf(error, this.cancelled, this.#reason);
    runtime.report('scope-exited', {
      id: this.id,
      task: task.id,
      status,
      error: error === undefined ? null : describeError(error),
      stack: stack as number[],
    });
  }

  /** How it ended when nothing was thrown. */
  get #calmStatus(): TaskStatus {
    return this.#reason ? 'cancelled' : 'completed';
  }

  #brokenRule(frame: Frame, inner: CancelScope | undefined): CauseClass | undefined {
    if (frame.task !== this.#task) return 'exited-in-another-task';
    return inner === undefined || inner === this ? undefined : 'interleaved-exit';
  }

  /**
   * The scope entered last in this flow that is still open, from this one on; undefined when this scope was not
   * entered in this flow, so that nothing can be said about the order.
   */
  #innerIn(frame: Frame): CancelScope | undefined {
    let inner: CancelScope | undefined;
    for (let scope = frame.scope; scope !== undefined; scope = scope.parent) {
      if (scope === this) return inner ?? this;
      if (scope.isOpen && scope.task === this.#task) inner ??= scope;
    }
    return undefined;
  }

  /** @internal Not private, like the next ones: the other scope may come from another copy of this library. */
  cancelBy(reason: Error, cause: CancelScope | undefined, task: number): void {
    if (this.#reason || this.#state === 'closed') return;
    this.#reason = reason;
    if (runtime.observed) {
      runtime.report('scope-cancelled', {
        id: this.id,
        task,
        cause: cause?.id ?? 0,
        reason: reason.message,
        stack: runtime.captureStack(CancelScope.prototype.cancelBy) as number[],
      });
    }
    for (const child of this.#children ?? []) if (!child.shield) child.cancelBy(reason, this, task);
    this.#controller?.abort(reason);
  }

  /** @internal The task it belongs to; with `scope`, this makes a scope the frame of the code in it. */
  get task(): TaskRecord {
    return this.#task ?? runtime.mainTask;
  }

  /** @internal */
  get scope(): this {
    return this;
  }

  /** @internal */
  get cancelReason(): Error | undefined {
    return this.#reason;
  }

  /** @internal */
  adopt(child: CancelScope): void {
    this.#children ??= new Set();
    this.#children.add(child);
  }

  /** @internal */
  release(child: CancelScope): void {
    this.#children?.delete(child);
  }

  #violated(cause: CauseClass, current: TaskRecord, exitStack: readonly number[], other?: CancelScope): void {
    runtime.violated({
      cause,
      scope: this.id,
      other: other?.id ?? 0,
      name: this.name,
      ownerTask: this.#task?.id ?? 0,
      currentTask: current.id,
      enterStack: this.#enterStack as number[],
      exitStack: exitStack as number[],
      cancelReason: this.#reason?.message ?? null,
    });
  }
}
