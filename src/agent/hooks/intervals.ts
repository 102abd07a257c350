import { callbackName } from '../callbackName.ts';
import { platform } from '../platform.ts';
import { startRootTask } from '../registry/rootTask.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import type { Runtime } from '../runtime.ts';
import type { Hook } from './hook.ts';
import { patchTimers } from './timerFunctions.ts';

type AnyFunction = (...args: never[]) => unknown;

/** ms between two looks whether an interval was stopped in another way than by `clearInterval`. */
const lookEvery = 1_000;

/**
 * Each interval is a task from `setInterval` to its end. Its function is handed on as it is, and goes on in the task that
 * set it: it may leave a scope that was entered there.
 */
export const intervals: Hook = {
  name: 'intervals',
  detail: 1,
  enable(runtime) {
    const running = new RunningIntervals(runtime);
    const setting = (original: AnyFunction): AnyFunction =>
      function set(this: unknown, ...args: unknown[]): unknown {
        const start = (): unknown => Reflect.apply(original, this, args);
        const [fn, every] = args;
        if (typeof fn !== 'function' || !runtime.observed || runtime.sites.isOwnCaller(set)) return start();
        return running.start(fn as AnyFunction, every, set, start);
      };
    const clearing = (original: AnyFunction): AnyFunction =>
      function clear(this: unknown, ...args: unknown[]): unknown {
        const result: unknown = Reflect.apply(original, this, args);
        running.look(args[0]);
        return result;
      };
    const undo = patchTimers({ setInterval: setting, clearInterval: clearing });
    return () => {
      undo();
      running.stop();
    };
  },
};

class RunningIntervals {
  readonly #runtime: Runtime;
  readonly #tasks = new Map<object, TaskRecord>();
  #looking: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  start(fn: AnyFunction, every: unknown, above: AnyFunction, start: () => unknown): unknown {
    const { context } = this.#runtime;
    const parent = context.current.task;
    const stack = this.#runtime.captureStack(above);
    const name = `every ${periodOf(every)}: ${callbackName(this.#runtime, fn, stack)}`;
    const task = startRootTask(this.#runtime, { name, kind: 'interval', parent, stack });
    try {
      const timer = start();
      if (typeof timer === 'object' && timer !== null) this.#add(timer, task);
      else this.#end(task);
      return timer;
    } catch (error) {
      // It was given what it cannot take.
      this.#end(task);
      throw error;
    }
  }

  /** @param timer the one that was stopped, or its number */
  look(timer: unknown): void {
    if (this.#tasks.size === 0) return;
    const candidates = typeof timer === 'object' && timer !== null ? [timer] : [...this.#tasks.keys()];
    for (const each of candidates) {
      const task = this.#tasks.get(each);
      if (task === undefined || Reflect.get(each, '_destroyed') !== true) continue;
      this.#tasks.delete(each);
      this.#end(task);
    }
    if (this.#tasks.size === 0) this.#stopLooking();
  }

  /** What goes on is not told any more. */
  stop(): void {
    for (const task of this.#tasks.values()) this.#end(task);
    this.#tasks.clear();
    this.#stopLooking();
  }

  #add(timer: object, task: TaskRecord): void {
    this.#tasks.set(timer, task);
    this.#looking ??= this.#runtime.context.outside(() =>
      platform.setInterval(() => this.look(undefined), lookEvery).unref(),
    );
  }

  #end(task: TaskRecord): void {
    this.#runtime.endTask(task, 'completed', null);
  }

  #stopLooking(): void {
    platform.clearInterval(this.#looking);
    this.#looking = undefined;
  }
}

const periodOf = (every: unknown): string => {
  const ms = Math.max(1, Number(every) || 1);
  return ms >= 1_000 && ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
};
