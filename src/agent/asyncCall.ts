import { types } from 'node:util';
import { describeError } from './api/errors.ts';
import { isNamed } from './api/thrown.ts';
import type { TaskRecord } from './registry/taskRecord.ts';
import type { Runtime } from './runtime.ts';

type AnyFunction = (...args: never[]) => unknown;

const asyncFunction: unknown = Object.getPrototypeOf(async () => undefined);

/**
 * An `async` function of the language. Nobody but its caller gets its promise, so whoever stands between the two can pass
 * on another one without anybody noticing; of a function that merely returns a promise this is not known.
 */
export const isAsyncFunction = (value: unknown): value is (...args: never[]) => Promise<unknown> =>
  typeof value === 'function' && Object.getPrototypeOf(value) === asyncFunction;

/**
 * Calls an async function, whose call is `task`: it ends when the promise is settled. What the function enters, takes and
 * opens stays with the task that is current: it may be left, given back and closed by what is called later, and a
 * callback that does so breaks no rule.
 * @returns what the function's caller is to be given in its place: the error is still its own to handle, or nobody's
 */
export function callAsTask(
  runtime: Runtime,
  task: TaskRecord,
  fn: AnyFunction,
  self: unknown,
  args: unknown[],
): unknown {
  const result: unknown = Reflect.apply(fn, self, args);
  if (!types.isPromise(result)) {
    runtime.endTask(task, 'completed', null);
    return result;
  }
  const followed = follow(runtime, task, result);
  runtime.watchPromise(task, result);
  return followed;
}

/**
 * With `finally` and without `catch`: a debugger that is to stop at uncaught errors goes by whether somebody on the way
 * would catch them.
 */
async function follow(runtime: Runtime, task: TaskRecord, promise: Promise<unknown>): Promise<unknown> {
  let isFulfilled = false;
  try {
    const result = await promise;
    isFulfilled = true;
    return result;
  } finally {
    if (isFulfilled) runtime.endTask(task, 'completed', null);
    else promise.catch((error: unknown) => fail(runtime, task, error));
  }
}

const fail = (runtime: Runtime, task: TaskRecord, error: unknown): void =>
  runtime.endTask(task, isNamed(error, 'AbortError') ? 'cancelled' : 'failed', describeError(error));
