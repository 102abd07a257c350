import { promised } from './promised.ts';
import type { TaskStatus } from '../../protocol/events.ts';
import { type Frame, cancellationOf, innermostOpen } from '../context.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import type { Above } from '../sites.ts';
import { Cancellation } from './cancellation.ts';
import { describeReason, isCancellation, scopeError, statusOf, toReason } from './errors.ts';
import { brokenOrder, innermostFrom, isCalledOffLate } from './exitRules.ts';
import { type Outcome, endedWell, outcomeOf, valueOf } from './outcome.ts';
import { runtime } from './runtime.ts';
import { tellEntered, tellExited, tellViolation } from './scopeEvents.ts';
import { type ScopeOptions, SelfCancelling } from './selfCancelling.ts';

export type { ScopeOptions } from './selfCancelling.ts';

/** How a piece of work ended that may be moved on from. */
export type MoveOnResult<T> = { cancelled: false; value: T } | { cancelled: true; reason: Error };

/** One for all, for most scopes have none. */
const noStack: readonly number[] = [];
/** Scopes whose cancellation after their success was told; once is enough. */
const toldLate = new WeakSet<CancelScope>();

/**
 * A region of work that can be cancelled as a whole. It is entered by one task and left by the same task, last in,
 * first out. Cancelling is cooperative: it aborts `signal`, and what was given the signal stops; so do `checkpoint`,
 * `sleep` and `throwIfCancelled`. A cancelled scope stays cancelled, and so does what is entered in it later.
 *
 * Ways to use it: `CancelScope.run(name, fn)` and `CancelScope.moveOn(name, fn)`, `using scope = CancelScope.enter(name)`,
 * or `enter` and `exit` by hand. Code that runs side by side in one task (`Promise.all`) should use the first two, which
 * keep each flow's scopes apart.
 */
export class CancelScope extends SelfCancelling {
  /** Unique within the process. */
  readonly id = runtime.nextId();
  /** A `group` owns tasks. */
  readonly kind: 'scope' | 'group' = 'scope';
  #state: 'new' | 'open' | TaskStatus = 'new';
  #task: TaskRecord | undefined;
  #parent: CancelScope | undefined;
  /** All code with this scope in its frame was started by the function in it; after `enter` that is not sure. */
  #isRun = false;
  #enterStack = noStack;
  /** Tasks it owns that run. */
  #tasks: Set<TaskRecord> | undefined;
  /** Where the work in it last got its cancellation as an error. */
  #delivered: readonly number[] | undefined;

  /** Makes a scope and enters it. */
  static enter(name: string, options?: ScopeOptions): CancelScope {
    return new CancelScope(name, options).enterBelow(CancelScope.enter);
  }

  /**
   * Runs `fn` in a new scope and leaves it when `fn` has ended.
   * @returns what `fn` returns; rejects with what it throws, which is `scope.signal.reason` when it minds the signal
   */
  static run<T>(name: string, fn: (scope: CancelScope) => T | PromiseLike<T>, options?: ScopeOptions): Promise<T> {
    return promised(() => new CancelScope(name, options).runIn(fn, CancelScope.run));
  }

  /**
   * Runs `fn` in a new scope, and takes the cancellation of this scope for an answer. That of a scope around it goes on
   * as an error, and so does everything else that `fn` throws.
   * @returns what `fn` returns, or why it was cancelled
   */
  static moveOn<T>(
    name: string,
    fn: (scope: CancelScope) => T | PromiseLike<T>,
    options?: ScopeOptions,
  ): Promise<MoveOnResult<T>> {
    return promised(() => new CancelScope(name, options).moveOnIn(fn, CancelScope.moveOn));
  }

  /** Entered and not left. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The innermost scope that was open when this one was entered. */
  get parent(): CancelScope | undefined {
    return this.#parent;
  }

  /**
   * Enters the scope, in the task and for the flow that calls.
   * @throws Error when it was entered before
   */
  enter(): this {
    return this.enterBelow(CancelScope.prototype.enter);
  }

  /**
   * Leaves the scope. Leaving it in a wrong way is reported, and never throws.
   * @param error what the work in it failed with
   */
  exit(error?: unknown): void {
    if (this.isOpen) {
      this.leave(error === undefined ? endedWell : { ok: false, error });
      return;
    }
    const stack = runtime.captureStack(CancelScope.prototype.exit);
    tellViolation(this, this.isNew ? 'never-entered' : 'exited-twice', runtime.context.current.task, stack);
  }

  /**
   * Cancels the scope and, except where they are shielded, the scopes and tasks in it. Only the first time counts.
   * @param reason an Error becomes the signal's reason; anything else becomes the message of an AbortError
   */
  cancel(reason: unknown = 'cancelled'): void {
    const frame = runtime.context.current;
    const { task } = frame;
    if (this.isNew || this.isOpen) this.cancelBy(toReason(reason), undefined, task.id);
    else if (this.#state === 'completed' && !toldLate.has(this) && isCalledOffLate(this, frame, this.#isRun)) {
      toldLate.add(this);
      tellViolation(this, 'cancelled-after-success', task, runtime.captureStack(CancelScope.prototype.cancel));
    }
  }

  /** @throws the reason, when the scope is cancelled: the very error that whoever cancelled it gave */
  override throwIfCancelled(): void {
    const reason = this.cancelReason;
    if (!reason) return;
    // Another task may ask too: what becomes of the error there is that task's affair.
    if (runtime.context.current.task === this.#task) {
      this.noteDelivery(runtime.captureStack(CancelScope.prototype.throwIfCancelled));
    }
    throw reason;
  }

  /** Leaves the scope. */
  [Symbol.dispose](): void {
    this.exit();
  }

  /** Leaves the scope. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.exit();
  }

  /** @internal @param above what the user has called */
  protected enterBelow(above: Above): this {
    const { context } = runtime;
    this.open(context.current, runtime.captureStack(above, 0));
    context.enter(this);
    return this;
  }

  /** @internal @param above what the user has called */
  runIn<T>(fn: (scope: this) => T | PromiseLike<T>, above: Above = CancelScope.prototype.runIn): Promise<T> {
    return this.#conduct(above, fn, (outcome) => {
      this.leave(outcome);
      return valueOf(outcome);
    });
  }

  /** @internal @param above what the user has called */
  moveOnIn<T>(fn: (scope: this) => T | PromiseLike<T>, above: Above): Promise<MoveOnResult<T>> {
    return this.#conduct(above, fn, (outcome) => {
      const reason = this.isOrigin ? this.cancelReason : undefined;
      // Who may move on need not say that the work was cut short.
      if (reason) this.#delivered = undefined;
      this.leave(outcome);
      if (!reason || outcome.ok || !this.#isMine(outcome.error)) return { cancelled: false, value: valueOf(outcome) };
      return { cancelled: true, reason };
    });
  }

  /** Runs `fn` in the scope; `finish` has to leave it. The stack of `finish` shows who awaits the promise. */
  #conduct<T, R>(
    above: Above,
    fn: (scope: this) => T | PromiseLike<T>,
    finish: (outcome: Outcome<T>) => R,
  ): Promise<R> {
    this.#isRun = true;
    this.open(runtime.context.current, runtime.captureStack(above, 0));
    return runtime.context.run(this, async () => {
      const outcome = await outcomeOf(() => fn(this));
      if (!outcome.ok) this.workFailed(outcome.error);
      for (let wait = this.pending; wait; wait = this.pending) await wait;
      return finish(this.conclude(outcome));
    });
  }

  /** Not of a scope around this one, whose cancellation may have come second. */
  #isMine(error: unknown): boolean {
    if (!isCancellation(error, this.cancelReason)) return false;
    for (let scope = this.#parent; scope; scope = scope.parent) if (scope.cancelReason === error) return false;
    return true;
  }

  /** @internal What the scope does not end before; a group waits for its tasks. */
  protected get pending(): Promise<void> | undefined {
    return undefined;
  }

  /** @internal The function in it has failed, and the scope ends as soon as it can. */
  protected workFailed(_error: unknown): void {}

  /** @internal How the scope ends when the function in it has ended so. */
  protected conclude<T>(outcome: Outcome<T>): Outcome<T> {
    return outcome;
  }

  /** @internal A task that is left behind when the scope is left now, where it is sure that the scope owns it. */
  protected get taskLeft(): TaskRecord | undefined {
    if (!this.#isRun || !this.#tasks) return undefined;
    const [task] = this.#tasks;
    return task;
  }

  /** @internal A task that runs. */
  own(task: TaskRecord): void {
    if (!this.isOpen && this.#parent) this.#parent.own(task);
    else (this.#tasks ??= new Set()).add(task);
  }

  /** @internal The task has ended. */
  disown(task: TaskRecord): void {
    if (!this.#tasks?.delete(task)) this.#parent?.disown(task);
  }

  /** @internal The task that entered it has ended. It stays open: somebody may still leave it, wrongly. */
  outlive(task: TaskRecord): void {
    tellViolation(this, 'outlived-its-task', task, []);
  }

  /** @internal Of a scope that `run` entered it is the function in it that has not ended. */
  endOfProgram(main: TaskRecord): void {
    if (!this.#isRun && this.task === main) this.outlive(main);
  }

  /** @internal */
  protected open(frame: Frame, stack: readonly number[]): void {
    if (this.#state !== 'new')
      throw scopeError(`Scope "${this.name}" was entered before: make a new one for each time.`);
    this.#state = 'open';
    this.#task = frame.task;
    // One that was left is not kept: its like would pile up in a loop.
    this.#parent = innermostOpen(frame);
    this.#enterStack = stack;
    frame.task.open?.add(this);
    this.begin();
    if (runtime.observed) {
      runtime.live.set(this.id, this);
      tellEntered(this);
      this.enteredAt = Math.round(runtime.reportedAt);
      if (this.cancelReason) this.onCancelled(this.cancelReason, 0, frame.task.id);
    }
    this.attach(cancellationOf(frame));
    this.watch();
  }

  /** @internal */
  announce(): void {
    tellEntered(this);
  }

  /** @internal */
  protected override onChanged(): void {
    if (this.isOpen && runtime.observed) this.announce();
  }

  /** @internal */
  protected leave(outcome: Outcome<unknown>): void {
    const frame = runtime.context.current;
    const broken = brokenOrder(this, frame, innermostFrom(this, frame));
    const task = broken ? undefined : this.taskLeft;
    // Where a scope was left properly is rarely of interest, and a stack is most of what an event costs.
    const stack = broken || task || !outcome.ok ? runtime.captureStack(CancelScope.prototype.leave) : noStack;
    const swallowedAt = this.#isRun && outcome.ok ? this.#delivered : undefined;
    this.#close(outcome, frame.task, stack);
    if (broken) tellViolation(this, broken.cause, frame.task, stack, broken.other?.id);
    if (task) tellViolation(this, 'task-outlived-scope', frame.task, stack, task.id);
    else this.#handOver();
    if (swallowedAt) tellViolation(this, 'cancel-swallowed', frame.task, swallowedAt);
    else this.#passOn(outcome, stack);
  }

  #statusAfter(outcome: Outcome<unknown>): TaskStatus {
    if (!outcome.ok) return statusOf(outcome.error, this.cancelled, this.cancelReason);
    return this.cancelled ? 'cancelled' : 'completed';
  }

  #close(outcome: Outcome<unknown>, task: TaskRecord, stack: readonly number[]): void {
    const status = this.#statusAfter(outcome);
    this.#state = status;
    this.unwatch();
    this.detach();
    this.#task?.open?.delete(this);
    if (!runtime.observed) return;
    runtime.live.delete(this.id);
    tellExited(this, status, outcome, task, stack);
  }

  /** The scope around answers for the tasks that run on. */
  #handOver(): void {
    if (!this.#tasks) return;
    for (const task of this.#tasks) this.#parent?.own(task);
    this.#tasks.clear();
  }

  /** The cancellation of the scope around this one arrives there as an error, or may do so: `using` does not say. */
  #passOn(outcome: Outcome<unknown>, stack: readonly number[]): void {
    const around = this.#parent;
    const reason = around?.cancelReason;
    if (!around || !reason || around.task !== this.#task) return;
    const arrives = outcome.ok ? this.#delivered && this.cancelReason === reason : outcome.error === reason;
    if (arrives) around.noteDelivery(this.#delivered ?? stack);
  }

  /** @internal The work in the scope gets its cancellation as an error. */
  noteDelivery(stack: readonly number[]): void {
    this.#delivered = stack;
  }

  /** @internal */
  protected override onCancelled(reason: Error, cause: number, task: number): void {
    // One that is not entered yet is not known: it is told of when it is.
    if (!runtime.observed || this.isNew) return;
    runtime.report('scope-cancelled', {
      id: this.id,
      task,
      cause,
      reason: describeReason(reason),
      stack: runtime.captureStack(Cancellation.prototype.cancelBy) as number[],
    });
  }

  /** @internal Code in it that was left behind when it was left is cancelled by it still. */
  get stillCancels(): boolean {
    return this.#isRun && this.cancelled;
  }

  /** @internal */
  override get causeId(): number {
    return this.id;
  }

  /** @internal Not entered yet. */
  get isNew(): boolean {
    return this.#state === 'new';
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
  get enterStack(): readonly number[] {
    return this.#enterStack;
  }
}
