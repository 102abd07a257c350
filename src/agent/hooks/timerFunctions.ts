import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import { patch } from '../patch.ts';

type AnyFunction = (...args: never[]) => unknown;
type TimerFunction = 'setTimeout' | 'setInterval' | 'setImmediate' | 'clearInterval';
type Timers = Record<TimerFunction, AnyFunction>;

/**
 * Puts others in the place of functions for timers, wherever a program finds them: the globals and those of `node:timers`
 * are the same functions, and stay so.
 * @returns how to undo it
 */
export function patchTimers(
  makers: Partial<Record<TimerFunction, (original: AnyFunction) => AnyFunction>>,
): () => void {
  const [globals, exported] = [globalThis, timers] as unknown as [Timers, Timers];
  const undo: (() => void)[] = [];
  for (const key of Object.keys(makers) as TimerFunction[]) {
    const make = makers[key];
    if (make === undefined) continue;
    const isSame = exported[key] === globals[key];
    undo.push(patch(globals, key, make));
    undo.push(patch(exported, key, isSame ? () => globals[key] : make));
  }
  syncBuiltinESMExports();
  return () => {
    for (const each of undo) each();
    syncBuiltinESMExports();
  };
}
