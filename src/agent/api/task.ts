import type { TaskStatus } from '../../protocol/events.ts';
import type { CancelScope } from './cancelScope.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import { abortError, describeError, statusOf } from './errors.ts';
import { runtime } from './runtime.ts';
import { innermostOpen } from '../context.ts';

/** What the work of a task is given. */
export interface TaskContext {
  /** Aborts when the task, or the group that owns it, is cancelled. */
  signal: AbortSignal;
}

export type TaskFunction<T> = (context: TaskContext) => T | PromiseLike<T>;

/** A piece of concurrent work. It can be awaited for its result. */
export class Task<T> implements PromiseLike<T> {
  readonly #record: TaskRecord;
  readonly #controller = new AbortController();
  readonly #promise: Promise<T>;

  /** @internal Use `TaskGroup.spawn` or `trackTask`. */
  constructor(name: string, fn: TaskFunction<T>, owner: CancelScope | undefined) {
    const frame = runtime.context.current;
    this.#record = {
      id: runtime.nextId(),
      name,
      kind: 'task',
      parent: frame.task,
      scope: owner,
      stack: runtime.captureStack(Task),
      state: 'running',
      open: new Set(),
      cancel: (reason) => this.cancel(reason),
    };
    runtime.startTask(this.#record);
    this.#promise = runtime.context.run({ task: this.#record, scope: owner }, () => this.#run(fn, owner));
  }

  get id(): number {
    return this.#record.id;
  }

  get name(): string {
    return this.#record.name;
  }

  get state(): 'running' | TaskStatus {
    return this.#record.state;
  }

  /** Aborts the task's signal and cancels the scopes it is in; the work stops when it minds them. */
  cancel(reason: unknown = 'cancelled'): void {
    if (this.#record.state !== 'running' || this.#controller.signal.aborted) return;
    const error = reason instanceof Error ? reason : abortError(String(reason));
    for (const scope of this.#record.open ?? []) scope.cancel(error);
    this.#controller.abort(error);
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise.then(onFulfilled, onRejected);
  }

  catch<B>(onRejected: (reason: unknown) => B | PromiseLike<B>): Promise<T | B> {
    return this.#promise.catch(onRejected);
  }

  finally(onSettled: () => void): Promise<T> {
    return this.#promise.finally(onSettled);
  }

  async #run(fn: TaskFunction<T>, owner: CancelScope | undefined): Promise<T> {
    const { signal } = this.#controller;
    const follow = (): void => this.cancel(owner?.signal.reason);
    if (owner?.cancelled) follow();
    else owner?.signal.addEventListener('abort', follow, { once: true });
    try {
      const result = await fn({ signal });
      runtime.endTask(this.#record, 'completed', null);
      return result;
    } catch (error) {
      runtime.endTask(this.#record, statusOf(error, signal.aborted, signal.reason), describeError(error));
      throw error;
    } finally {
      owner?.signal.removeEventListener('abort', follow);
    }
  }
}

/**
 * Runs `fn` as a task of its own, owned by the current scope. The caller has to await it, as any promise.
 * @param name what people will read
 */
export const trackTask = <T>(name: string, fn: TaskFunction<T>): Task<T> =>
  new Task(name, fn, innermostOpen(runtime.context.current));
