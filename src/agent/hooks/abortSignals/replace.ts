import { messageOf } from '../../../common/errors.ts';

type AnyFunction = (...args: never[]) => unknown;

/**
 * Puts a function of ours in the place of the program's or Node's, with its name and length.
 * @param make gets the original and gives what to call instead; a method, so that it cannot be constructed either
 * @param part which part of the property it is
 * @returns how to undo it; what the program has put in its place since then stays
 */
export function replace(
  target: object,
  key: PropertyKey,
  part: 'get' | 'value',
  make: (original: AnyFunction) => AnyFunction,
): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key);
  const original: unknown = before?.[part];
  if (before?.configurable !== true || typeof original !== 'function') return () => undefined;
  const made = make(original as AnyFunction);
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(made, name, { ...Object.getOwnPropertyDescriptor(original, name) });
  }
  Object.defineProperty(target, key, { ...before, [part]: made });
  return () => {
    if (Object.getOwnPropertyDescriptor(target, key)?.[part] === made) Object.defineProperty(target, key, before);
  };
}

/**
 * Calls a function of Node's from one of ours. Where it throws, the error does not show that we were between.
 * @param script what V8 calls the script of ours
 */
export function passThrough(script: string, original: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  try {
    return Reflect.apply(original, self, args);
  } catch (error) {
    hideFrames(script, error);
    throw error;
  }
}

function hideFrames(script: string, error: unknown): void {
  if (!(error instanceof Error) || typeof error.stack !== 'string' || script === '') return;
  const lines = error.stack.split('\n').filter((line) => !(line.startsWith('    at ') && line.includes(script)));
  // The message may be of many lines; what is left is a stack all the same.
  if (lines.length > 0 && messageOf(error) !== '') Reflect.set(error, 'stack', lines.join('\n'));
}
