import { noText } from '../../common/errors.ts';

/** What can be read of what a program has thrown. That may be anything, and reading it may run code that throws. */

/** A property of anything. A getter may throw and a proxy may refuse: then there is nothing to read. */
export function read(value: unknown, key: string): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

/** Anything as text. */
export function wordsOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return noText;
  }
}

/** A property of an error as text. */
export function wordsIn(error: unknown, key: string): string {
  const value = read(error, key);
  return value === undefined ? noText : wordsOf(value);
}
