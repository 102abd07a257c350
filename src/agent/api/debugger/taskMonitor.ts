import type { OpenTask } from '../../../model/report/schema.ts';
import { type TaskStatus, taskStatuses } from '../../../protocol/events.ts';
import { platform } from '../../platform.ts';
import { type Task, type TaskFunction, trackTask } from '../task.ts';
import { type TaskCounts, activeTasksOf, taskCountsOf } from './asyncTaskTracker.ts';
import type { Id } from './idMap.ts';
import type { ManualTask } from './manualTask.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';

/** ms */
const defaultLongTask = 10_000;

/** What a `TaskMonitor` looks at. */
export interface TaskMonitorOptions extends ObservedBy {
  /** ms from which on a running task is a long one; unless given, as configured (`thresholds.taskRunning`), or 10,000. */
  longTask?: number;
}

/** A running task, with how long it has been running. */
export interface ActiveTask extends OpenTask {
  /** ms it has been running. */
  runningFor: number;
  /** It runs for longer than `longTask`. */
  isLong: boolean;
}

/** Follows tasks by ids of the program, and tells of all tasks there are: the long ones while they run. */
export class TaskMonitor {
  readonly #observation: Observation;
  readonly #longTask: number;

  /** @param options which observation to read, and what a long task is */
  constructor({ observation = defaultObservation(), longTask }: TaskMonitorOptions = {}) {
    this.#observation = observation;
    this.#longTask = longTask ?? (observation.configuration.thresholds.taskRunning || defaultLongTask);
  }

  /**
   * A task of the program has begun; `trackTaskCompletion` ends it.
   * @param name what people will read
   */
  trackTaskCreation(taskId: Id, name?: string): ManualTask;
  /**
   * Runs `fn` as a task of its own, which ends with it. The caller has to await it, as any promise.
   * @param name what people will read
   */
  trackTaskCreation<T>(taskId: Id, name: string, fn: TaskFunction<T>): Task<T>;
  trackTaskCreation<T>(taskId: Id, name = String(taskId), fn?: TaskFunction<T>): ManualTask | Task<T> {
    const { tasks } = this.#observation;
    return fn ? trackTask(name, (context) => tasks.during(taskId, () => fn(context))) : tasks.start(taskId, name);
  }

  /**
   * @param error what it failed with
   * @returns whether a task of that id was running
   * @throws RangeError when the status is none
   */
  trackTaskCompletion(taskId: Id, status: TaskStatus = 'completed', error?: unknown): boolean {
    if (!taskStatuses.includes(status)) {
      throw new RangeError(`A task cannot end "${status as string}": give ${taskStatuses.join(', ')}.`);
    }
    return this.#observation.tasks.end(taskId, status, error);
  }

  /** Running totals of all tasks of the program, whoever started them. */
  getStatistics(): TaskCounts {
    return taskCountsOf(this.#observation);
  }

  /** Running tasks, oldest first. */
  getActiveTasks(): ActiveTask[] {
    const now = platform.timeOrigin + platform.now();
    return activeTasksOf(this.#observation).map((task) => {
      const runningFor = Math.max(0, now - task.startedAt);
      return { ...task, runningFor, isLong: runningFor >= this.#longTask };
    });
  }
}
