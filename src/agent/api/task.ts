import type { TaskStatus } from '../../protocol/events.ts';
import { innermostOpen } from '../context.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import { Cancellation } from './cancellation.ts';
import type { CancelScope } from './cancelScope.ts';
import { describeError, statusOf, toReason } from './errors.ts';
import { runtime } from './runtime.ts';

/** What the work of a task is given. */
export interface TaskContext {
  /** Aborts when the task, or what owns it, is cancelled. */
  signal: AbortSignal;
}

/** The work of a task. The task has failed when this throws. */
export type TaskFunction<T> = (context: TaskContext) => T | PromiseLike<T>;

/** A piece of concurrent work. It can be awaited for its result. */
export class Task<T> implements PromiseLike<T> {
  readonly #record: TaskRecord;
  readonly #promise: Promise<T>;
  #isAwaited = false;

  /** @internal Use `TaskGroup.spawn` or `trackTask`. */
  constructor(name: string, fn: TaskFunction<T>, owner: CancelScope | undefined) {
    const record = newRecord(name, owner, runtime.captureStack(Task));
    this.#record = record;
    runtime.startTask(record);
    owner?.own(record);
    record.cancellation?.attach(owner);
    this.#promise = runtime.context.run({ task: record, scope: owner }, () => run(record, fn));
    if (record.state === 'running') runtime.watchPromise(record, this.#promise);
  }

  /** Unique within the process. */
  get id(): number {
    return this.#record.id;
  }

  /** What people read. */
  get name(): string {
    return this.#record.name;
  }

  /** Whether it runs, or how it ended. */
  get state(): 'running' | TaskStatus {
    return this.#record.state;
  }

  /** Aborts the task's signal and cancels the scopes it is in; the work stops when it minds them. */
  cancel(reason: unknown = 'cancelled'): void {
    cancelTask(this.#record, reason);
  }

  /** As of a promise. */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isAwaited = true;
    return this.#promise.then(onFulfilled, onRejected);
  }

  /** As of a promise. */
  catch<B>(onRejected: (reason: unknown) => B | PromiseLike<B>): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  /** As of a promise. */
  finally(onSettled: () => void): Promise<T> {
    this.#isAwaited = true;
    return this.#promise.finally(onSettled);
  }

  /** @internal Calls back when it has ended, with its error if it has one, which then is the callee's to tell of. */
  whenEnded(ended: (error?: unknown) => void): void {
    void this.#promise.then(() => ended(), ended);
  }

  /** @internal Its owner does not tell of its error: that is an unhandled rejection where nobody else awaits it. */
  rethrow(reason: unknown): void {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the error is the program's own
    if (!this.#isAwaited) void Promise.reject(reason);
  }

  /** @internal */
  get record(): TaskRecord {
    return this.#record;
  }
}

function newRecord(name: string, owner: CancelScope | undefined, stack: readonly number[]): TaskRecord {
  const record: TaskRecord = {
    id: runtime.nextId(),
    name,
    kind: 'task',
    parent: runtime.context.current.task,
    scope: owner,
    stack,
    state: 'running',
    open: new Set(),
    cancellation: new Cancellation(false),
    cancel: (reason) => cancelTask(record, reason),
  };
  return record;
}

function cancelTask({ state, cancellation }: TaskRecord, reason: unknown): void {
  if (state === 'running') cancellation?.cancelBy(toReason(reason), undefined, runtime.context.current.task.id);
}

/** Not a method of the task: nothing that is kept of a task may lead to its promise. */
async function run<T>(record: TaskRecord, fn: TaskFunction<T>): Promise<T> {
  const cancellation = record.cancellation ?? new Cancellation(false);
  try {
    const result = await fn({ signal: cancellation.signal });
    end(record, 'completed', null);
    return result;
  } catch (error) {
    end(record, statusOf(error, cancellation.cancelled, cancellation.cancelReason), describeError(error));
    throw error;
  }
}

function end(record: TaskRecord, status: TaskStatus, error: string | null): void {
  runtime.endTask(record, status, error);
  record.scope?.disown(record);
  record.cancellation?.detach();
}

/**
 * Runs `fn` as a task of its own, owned by the current scope. The caller has to await it, as any promise.
 * @param name what people will read
 */
export const trackTask = <T>(name: string, fn: TaskFunction<T>): Task<T> =>
  new Task(name, fn, innermostOpen(runtime.context.current));
