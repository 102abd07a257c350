import { CancelScope, type ScopeOptions } from './cancelScope.ts';
import { scopeError } from './errors.ts';
import { Task, type TaskFunction } from './task.ts';

/**
 * A scope that owns the tasks spawned in it and does not end before them. The first task that fails cancels the others;
 * the group then fails with that error, or with an AggregateError when several failed.
 */
export class TaskGroup extends CancelScope {
  override readonly kind = 'group';
  readonly #running = new Set<Task<unknown>>();
  readonly #failures: unknown[] = [];

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
   * Starts a task at once.
   * @param name what people will read
   * @throws Error when the group has ended
   */
  spawn<T>(name: string, fn: TaskFunction<T>): Task<T> {
    if (!this.isOpen) throw scopeError(`Group "${this.name}" is not open: task "${name}" cannot be spawned in it.`);
    const task = new Task(name, fn, this);
    this.#running.add(task);
    void task.then(
      () => this.#running.delete(task),
      (error: unknown) => {
        this.#running.delete(task);
        if (task.state === 'cancelled' && this.cancelled) return;
        if (task.state === 'failed') this.#fail(error);
      },
    );
    return task;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.settled();
      this.exit();
    } catch (error) {
      this.exit(error);
      throw error;
    }
  }

  /** @internal */
  protected override async settled(): Promise<void> {
    await this.#allEnded();
    if (this.#failures.length > 0) throw this.#failures.shift();
  }

  /** @internal */
  protected override async settledAfter(error: unknown): Promise<unknown> {
    this.cancel(error);
    await this.#allEnded();
    const others = this.#failures.filter((failure) => failure !== error);
    return others.length === 0
      ? error
      : new AggregateError([error, ...others], `${others.length + 1} errors in group "${this.name}".`);
  }

  #fail(error: unknown): void {
    this.#failures.push(error);
    this.cancel(error);
  }

  /** Also of tasks that were spawned meanwhile. */
  async #allEnded(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
