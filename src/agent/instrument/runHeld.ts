import type { LockRecord } from '../registry/lockRecord.ts';
import type { Runtime } from '../runtime.ts';

export type Callable = (...args: unknown[]) => unknown;

/**
 * The function that a lock calls as soon as it is got, and whose end gives it back; in all else it is the program's own.
 * It runs in the task that asked, whoever the lock was given back by.
 * @param isGranted false: it is called without the lock
 * @param ended called when the lock is about to be given back
 */
export const runHeld = (
  runtime: Runtime,
  wait: LockRecord,
  fn: Callable,
  isGranted: (args: unknown[]) => boolean = () => true,
  ended: () => void = () => undefined,
): Callable =>
  new Proxy(fn, {
    apply(target, self, args: unknown[]) {
      const call = (): unknown => Reflect.apply(target, self, args);
      if (!isGranted(args)) {
        wait.released();
        return call();
      }
      wait.acquired();
      const over = (): void => {
        wait.released();
        ended();
      };
      return runtime.context.run(wait.frame, () => held(runtime, wait, call, over));
    },
  });

/** What `fn` throws or returns at once is thrown and returned at once: a lock may make a difference of it. */
function held(runtime: Runtime, wait: LockRecord, fn: () => unknown, over: () => void): unknown {
  let outcome: { value: unknown } | { error: unknown } | undefined;
  const running = runtime.heldLocks.run(wait, () => {
    try {
      const value = fn();
      outcome = { value };
      return value;
    } catch (error) {
      outcome = { error };
      return undefined;
    }
  });
  if (outcome && 'value' in outcome && isThenable(outcome.value)) return whenOver(running, over);
  over();
  if (outcome && 'error' in outcome) throw outcome.error;
  return outcome?.value;
}

/** @returns a promise of its own, so that a failure nobody handles stays unhandled */
export function whenOver<P>(promise: P, over: () => void): P {
  if (!isThenable(promise)) return promise;
  return promise.then(
    (value) => {
      over();
      return value;
    },
    (error: unknown) => {
      over();
      throw error;
    },
  ) as P;
}

export const isThenable = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
