import { promised } from './promised.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import { CancelScope, type MoveOnResult } from './cancelScope.ts';
import { abortError, isCancellation, scopeError } from './errors.ts';
import { type Outcome, endedWell, valueOf } from './outcome.ts';
import type { ScopeOptions } from './selfCancelling.ts';
import { Task, type TaskFunction } from './task.ts';
import { read } from './thrown.ts';

interface Failure {
  readonly task: Task<unknown>;
  readonly error: unknown;
}

/**
 * A scope that owns the tasks spawned in it and does not end before them. The first task that fails cancels the others
 * and the group's own function; the group then fails with that error, or with an AggregateError when several failed.
 * What ends in being cancelled is no failure. A group that was called off with `cancel` ends well when its function does;
 * one that stopped tasks because its time was over, or because what is around it was cancelled, fails with the reason.
 *
 * Use `TaskGroup.run`, which knows how its function ends. The end of a block with `await using` does not know whether the
 * block has thrown, so there the last statement has to be `await group.done()`: what still runs when a block ends without
 * it is cancelled.
 */
export class TaskGroup extends CancelScope {
  override readonly kind = 'group';
  /** Not the tasks themselves: a group holds no promise of a task, which may be lost while it runs. */
  readonly #running = new Set<TaskRecord>();
  readonly #failed: Failure[] = [];
  /** Who called `done` was told of the failures. */
  #isTold = false;
  #allEnded: Promise<void> | undefined;
  #onAllEnded: (() => void) | undefined;
  #isCalledOff = false;
  #hasStopped = false;

  /** Makes a group and enters it; leave it with `await using`, and end the block with `await group.done()`. */
  static override enter(name: string, options?: ScopeOptions): TaskGroup {
    return new TaskGroup(name, options).enterBelow(TaskGroup.enter);
  }

  /**
   * Runs `fn`, waits for all tasks it spawned, and leaves the group.
   * @returns what `fn` returns, once all tasks have ended
   */
  static override run<T>(
    name: string,
    fn: (group: TaskGroup) => T | PromiseLike<T>,
    options?: ScopeOptions,
  ): Promise<T>;
  static override run<T>(name: string, fn: (group: never) => T | PromiseLike<T>, options?: ScopeOptions): Promise<T> {
    const own = fn as (group: TaskGroup) => T | PromiseLike<T>;
    return promised(() => new TaskGroup(name, options).runIn(own, TaskGroup.run));
  }

  /**
   * As `run`, but takes the cancellation of this group for an answer.
   * @returns what `fn` returns, or why the group was cancelled
   */
  static override moveOn<T>(
    name: string,
    fn: (group: TaskGroup) => T | PromiseLike<T>,
    options?: ScopeOptions,
  ): Promise<MoveOnResult<T>>;
  static override moveOn<T>(
    name: string,
    fn: (group: never) => T | PromiseLike<T>,
    options?: ScopeOptions,
  ): Promise<MoveOnResult<T>> {
    const own = fn as (group: TaskGroup) => T | PromiseLike<T>;
    return promised(() => new TaskGroup(name, options).moveOnIn(own, TaskGroup.moveOn));
  }

  /**
   * Starts a task at once. In a group that is cancelled it starts cancelled.
   * @param name what people will read
   * @throws Error when the group has ended
   */
  spawn<T>(name: string, fn: TaskFunction<T>): Task<T> {
    if (!this.isOpen) throw scopeError(`Group "${this.name}" is not open: task "${name}" cannot be spawned in it.`);
    const task = new Task(name, fn, this);
    this.#running.add(task.record);
    task.whenEnded((error) => this.#ended(task, error));
    return task;
  }

  /**
   * Waits for all tasks, also for those that are spawned meanwhile. For blocks with `await using`; `run` does it by itself.
   * @returns rejects as `run` does when tasks failed or were stopped; the end of the block does not say it again
   */
  async done(): Promise<void> {
    for (let wait = this.pending; wait; wait = this.pending) await wait;
    this.#isTold = true;
    valueOf(this.conclude(endedWell));
  }

  override cancel(reason?: unknown): void {
    if (!this.cancelled) this.#isCalledOff = true;
    super.cancel(reason);
  }

  /**
   * Leaves the group at once: tasks that run still are left behind. A failure that nobody was told of, be it before or
   * after, is an unhandled rejection.
   * @param error what the work in it failed with
   */
  override exit(error?: unknown): void {
    const untold = this.isOpen && !this.#isTold ? this.#failed : [];
    super.exit(error);
    for (const failure of untold) failure.task.rethrow(failure.error);
  }

  /**
   * Cancels the tasks that run still, for which `done` would have waited, and leaves the group when they have ended.
   * @returns rejects with the failures that `done` has not told of
   */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isOpen) return this.exit();
    if (this.pending) this.cancel(abortError(`The block of group "${this.name}" ended without done().`));
    for (let wait = this.pending; wait; wait = this.pending) await wait;
    const outcome = this.conclude(endedWell);
    this.leave(outcome);
    if (this.#failed.length > 0 && !this.#isTold) valueOf(outcome);
  }

  /** @internal Until all tasks have ended, also those that were spawned meanwhile. */
  protected override get pending(): Promise<void> | undefined {
    if (this.#running.size === 0) return undefined;
    this.#allEnded ??= new Promise((resolve) => {
      this.#onAllEnded = resolve;
    });
    return this.#allEnded;
  }

  /** @internal */
  protected override get taskLeft(): TaskRecord | undefined {
    const [task] = this.#running;
    return task ?? super.taskLeft;
  }

  /** @internal */
  protected override workFailed(error: unknown): void {
    this.cancelBy(abortError(`The function of group "${this.name}" failed.`, error), undefined, this.task.id);
  }

  /** @internal */
  protected override conclude<T>(outcome: Outcome<T>): Outcome<T> {
    const failures = outcome.ok ? this.#failures : this.#failuresWith(outcome.error);
    const [first, ...others] = failures;
    if (others.length > 0) {
      return { ok: false, error: new AggregateError(failures, `${failures.length} errors in group "${this.name}".`) };
    }
    if (failures.length > 0) return { ok: false, error: first };
    return outcome.ok && this.#hasStopped && !this.#isCalledOff ? { ok: false, error: this.cancelReason } : outcome;
  }

  get #failures(): readonly unknown[] {
    return this.#failed.map(({ error }) => error);
  }

  /** The error of its own function comes first, unless it only says that the group was cancelled, or fails with a task's. */
  #failuresWith(error: unknown): readonly unknown[] {
    const { cancelReason } = this;
    const failures = this.#failures;
    const isEcho = isCancellation(error, cancelReason) && read(cancelReason, 'cause') !== error;
    return isEcho && failures.length > 0 ? failures : [error, ...failures.filter((failure) => failure !== error)];
  }

  #ended(task: Task<unknown>, error: unknown): void {
    this.#running.delete(task.record);
    if (task.state === 'failed') {
      if (this.isOpen) this.#keep({ task, error });
      else task.rethrow(error);
      this.cancelBy(abortError(`Task "${task.name}" of group "${this.name}" failed.`, error), undefined, task.id);
    }
    if (task.state === 'cancelled' && this.cancelled) this.#hasStopped = true;
    if (this.#running.size > 0) return;
    this.#onAllEnded?.();
    this.#allEnded = undefined;
  }

  #keep(failure: Failure): void {
    this.#failed.push(failure);
    this.#isTold = false;
  }
}
