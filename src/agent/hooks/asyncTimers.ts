import { callAsTask, isAsyncFunction } from '../asyncCall.ts';
import { callbackName } from '../callbackName.ts';
import { disguised } from '../patch.ts';
import { startRootTask } from '../registry/rootTask.ts';
import type { Runtime } from '../runtime.ts';
import type { Hook } from './hook.ts';
import { patchTimers } from './timerFunctions.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Each call of a timer's function that is an async function is a task: nobody awaits it. */
export const asyncTimers: Hook = {
  name: 'asyncTimers',
  // One more call on the way of every timer, and one more frame on the stacks of these functions.
  detail: 2,
  enable(runtime) {
    const state = { on: true };
    const starting = (original: AnyFunction): AnyFunction =>
      function start(this: unknown, ...args: unknown[]): unknown {
        const [fn, ...rest] = args;
        const isOurs = isAsyncFunction(fn) && state.on && runtime.observed && !runtime.sites.isOwnCaller(start);
        return Reflect.apply(original, this, isOurs ? [asTask(runtime, state, fn, start), ...rest] : args);
      };
    const undo = patchTimers({ setTimeout: starting, setInterval: starting, setImmediate: starting });
    return () => {
      state.on = false;
      undo();
    };
  },
};

function asTask(
  runtime: Runtime,
  state: { on: boolean },
  fn: (...args: never[]) => Promise<unknown>,
  above: AnyFunction,
): AnyFunction {
  const stack = runtime.captureStack(above);
  const name = `timer → ${callbackName(runtime, fn, stack)}`;
  function call(this: unknown, ...args: unknown[]): unknown {
    if (!state.on || !runtime.observed) return Reflect.apply(fn as AnyFunction, this, args);
    const parent = runtime.context.current.task;
    const task = startRootTask(runtime, { name, kind: 'timer', parent, stack });
    return callAsTask(runtime, task, fn, this, args);
  }
  return disguised(call, fn);
}
