import { aliveTasks } from '../../../model/selectors.ts';
import { taskRow } from '../../../model/report/rows.ts';
import type { OpenTask } from '../../../model/report/schema.ts';
import { runtime } from '../runtime.ts';
import { type Task, type TaskFunction, trackTask } from '../task.ts';
import { IdMap } from './idMap.ts';
import { locate } from './locate.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';

/** A task that ended with an error. */
export interface FailedTask {
  /** As in `Task.id`. */
  id: number;
  /** What people read. */
  name: string;
  /** Name, code and message of the error. */
  error: string;
  /** What was thrown, where the tracker started the task and still knows. */
  exception: unknown;
}

/** Running totals of tasks; the program itself is not counted. */
export interface TaskCounts {
  /** Tasks that run now. */
  activeCount: number;
  /** Tasks that ended well. */
  completedCount: number;
  /** Tasks that ended with an error. */
  failedCount: number;
  /** Tasks that ended because they were cancelled. */
  cancelledCount: number;
  /** Tasks that ran when their promise was garbage-collected, and have not ended since. */
  lostCount: number;
  /** Tasks ever started. */
  totalCount: number;
}

/** Totals, and the last failures. */
export interface TaskSummary extends TaskCounts {
  /** The last ones, oldest first. */
  failedTasks: FailedTask[];
}

/** Exceptions kept; they may hold much. */
const keptExceptions = 1_000;

/** The program itself is a task that never ends; to those who start tasks it is none. */
export function taskCountsOf(observation: Observation): TaskCounts {
  const { started, completed, failed, cancelled, alive, lost } = observation.read().statistics.tasks;
  return {
    activeCount: alive - 1,
    completedCount: completed,
    failedCount: failed,
    cancelledCount: cancelled,
    lostCount: lost,
    totalCount: started - 1,
  };
}

/** Running tasks, oldest first. */
export function activeTasksOf(observation: Observation): OpenTask[] {
  const { program } = observation;
  return aliveTasks(program)
    .filter(({ id }) => id !== runtime.mainTask.id)
    .map((task) => taskRow(program, task, locate));
}

/** Starts tasks and tells of all tasks of the program: which run, which ended, and how. */
export class AsyncTaskTracker {
  readonly #observation: Observation;
  readonly #exceptions = new IdMap<unknown>(keptExceptions);

  /** @param options which observation to read */
  constructor({ observation = defaultObservation() }: ObservedBy = {}) {
    this.#observation = observation;
  }

  /**
   * Runs `fn` as a task of its own. The caller has to await it, as any promise.
   * @param options `name` is what people will read; that of the function unless given
   */
  createTask<T>(fn: TaskFunction<T>, { name = fn.name || 'task' }: { name?: string } = {}): Task<T> {
    return trackTask(name, async (context) => {
      try {
        return await fn(context);
      } catch (error) {
        this.#exceptions.add(runtime.context.current.task.id, error);
        throw error;
      }
    });
  }

  /** Running tasks, oldest first. */
  getActiveTasks(): OpenTask[] {
    return activeTasksOf(this.#observation);
  }

  /** How many tasks run and have ended in which way. A cancelled task has not failed. */
  getSummary(): TaskSummary {
    const failedTasks = [...this.#observation.program.tasks.values()]
      .filter(({ state }) => state === 'failed')
      .map(({ id, name, error = '' }) => ({ id, name, error, exception: this.#exceptions.last(id) }));
    return { ...taskCountsOf(this.#observation), failedTasks };
  }
}
