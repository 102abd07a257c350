import type { TaskStatus } from '../../../protocol/events.ts';
import { innermostOpen } from '../../context.ts';
import type { TaskRecord } from '../../registry/taskRecord.ts';
import { describeError } from '../errors.ts';
import { runtime } from '../runtime.ts';
import { type Id, IdMap, manyIds } from './idMap.ts';

/**
 * A task that begins where it is made and ends when it is told to, at the latest with the block of its `using`. What
 * runs meanwhile does not belong to it, because a block has no asynchronous context of its own; the work of a task that
 * was given as a function does.
 */
export class ManualTask {
  readonly #record: TaskRecord;
  readonly #onEnded: ((task: ManualTask) => void) | undefined;

  /** @internal Use `trackedTask` or `TaskMonitor.trackTaskCreation`. */
  constructor(name: string, onEnded?: (task: ManualTask) => void) {
    this.#onEnded = onEnded;
    const frame = runtime.context.current;
    this.#record = {
      id: runtime.nextId(),
      name,
      kind: 'task',
      parent: frame.task,
      scope: innermostOpen(frame),
      stack: runtime.captureStack(ManualTask),
      state: 'running',
      open: new Set(),
      cancel: undefined,
    };
    runtime.startTask(this.#record);
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

  /**
   * Ends it; only the first time counts.
   * @param status `completed` unless given
   * @param error what it failed with
   */
  end(status: TaskStatus = 'completed', error?: unknown): void {
    runtime.endTask(this.#record, status, error === undefined ? null : describeError(error));
    this.#onEnded?.(this);
  }

  /** Ends it as `completed`, unless it has ended. */
  [Symbol.dispose](): void {
    this.end();
  }

  /** @internal */
  get record(): TaskRecord {
    return this.#record;
  }
}

/** The running tasks that the program has ids of its own for. */
export class ManualTasks {
  readonly #running = new IdMap<TaskRecord>(manyIds);
  readonly #manual = new IdMap<ManualTask>(manyIds);

  start(id: Id, name: string): ManualTask {
    const task = new ManualTask(name, (ended) => {
      this.#manual.take(id, (each) => each === ended);
      this.#running.take(id, (each) => each === ended.record);
    });
    this.#manual.add(id, task);
    this.#running.add(id, task.record);
    return task;
  }

  /** The current task has that id for as long as `fn` runs. */
  async during<T>(id: Id, fn: () => T | PromiseLike<T>): Promise<T> {
    const { task } = runtime.context.current;
    this.#running.add(id, task);
    try {
      return await fn();
    } finally {
      this.#running.take(id, (each) => each === task);
    }
  }

  /** @returns whether there was one to be ended by hand */
  end(id: Id, status: TaskStatus, error?: unknown): boolean {
    const task = this.#manual.last(id);
    task?.end(status, error);
    return task !== undefined;
  }

  /** Runs `fn` as a part of the task of that id, which is begun now when nobody has heard of it. */
  within<T>(id: Id, name: string, fn: () => T): T {
    const own = typeof id === 'number' ? runtime.live.get(id)?.task : undefined;
    const record = this.#running.last(id) ?? own ?? this.start(id, name).record;
    const isHere = record === runtime.context.current.task;
    return isHere ? fn() : runtime.context.run({ task: record, scope: record.scope }, fn);
  }
}
