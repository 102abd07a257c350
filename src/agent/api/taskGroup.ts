import type { TaskRecord } from '../registry/taskRecord.ts';
import { CancelScope, type MoveOnResult } from './cancelScope.ts';
import { abortError, isCancellation, scopeError } from './errors.ts';
import { type Outcome, endedWell, valueOf } from './outcome.ts';
import type { ScopeOptions } from './selfCancelling.ts';
import { Task, type TaskFunction } from './task.ts';
import { read } from './thrown.ts';

/**
 * A scope that owns the tasks spawned in it and does not end before them. The first task that fails cancels the others
 * and the group's own function; the group then fails with that error, or with an AggregateError when several failed.
 * What ends in being cancelled is no failure. A group that was called off with `cancel` ends well when its function does;
 * one that stopped tasks because its time was over, or because what is around it was cancelled, fails with the reason.
 */
export class TaskGroup extends CancelScope {
  override readonly kind = 'group';
  /** Not the tasks themselves: a group holds no promise of a task, which may be lost while it runs. */
  readonly #running = new Set<TaskRecord>();
  readonly #failures: unknown[] = [];
  #allEnded: Promise<void> | undefined;
  #onAllEnded: (() => void) | undefined;
  #isCalledOff = false;
  #hasStopped = false;

  /** Makes a group and enters it; leave it with `await using`. */
  static override enter(name: string, options?: ScopeOptions): TaskGroup {
    return new TaskGroup(name, options).enter();
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
    return new TaskGroup(name, options).runIn(fn as (group: TaskGroup) => T | PromiseLike<T>);
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
    return new TaskGroup(name, options).moveOnIn(fn as (group: TaskGroup) => T | PromiseLike<T>);
  }

  /**
   * Starts a task at once. In a group that is cancelled it starts cancelled.
   * @param name what people will read
   * @throws Error when the group has ended
   */
  spawn<T>(name: string, fn: TaskFunction<T>): Task<T> {
    if (!this.isOpen) throw scopeError(`Group "${this.name}" is not open: task "${name}" cannot be spawned in it.`);
    const task = new Task(name, fn, this);
    const { record } = task;
    this.#running.add(record);
    void task.then(
      () => this.#ended(record),
      (error: unknown) => this.#ended(record, error),
    );
    return task;
  }

  override cancel(reason?: unknown): void {
    if (!this.cancelled) this.#isCalledOff = true;
    super.cancel(reason);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    for (let wait = this.pending; wait; wait = this.pending) await wait;
    const outcome = this.conclude(endedWell);
    this.leave(outcome);
    valueOf(outcome);
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

  /** The error of its own function comes first, unless it only says that the group was cancelled, or fails with a task's. */
  #failuresWith(error: unknown): readonly unknown[] {
    const { cancelReason } = this;
    const isEcho = isCancellation(error, cancelReason) && read(cancelReason, 'cause') !== error;
    return isEcho && this.#failures.length > 0
      ? this.#failures
      : [error, ...this.#failures.filter((failure) => failure !== error)];
  }

  #ended(task: TaskRecord, error?: unknown): void {
    this.#running.delete(task);
    if (task.state === 'failed') {
      this.#failures.push(error);
      this.cancelBy(abortError(`Task "${task.name}" of group "${this.name}" failed.`, error), undefined, task.id);
    }
    if (task.state === 'cancelled' && this.cancelled) this.#hasStopped = true;
    if (this.#running.size > 0) return;
    this.#onAllEnded?.();
    this.#allEnded = undefined;
  }
}
