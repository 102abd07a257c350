import { types } from 'node:util';
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

/** An error, also of another realm: test runners and `node:vm` have an `Error` of their own, as has what has no class. */
export const isErrorLike = (value: unknown): value is Error =>
  types.isNativeError(value) ||
  (typeof value === 'object' && typeof read(value, 'name') === 'string' && typeof read(value, 'message') === 'string');

/** An error of that name. */
export const isNamed = (error: unknown, name: string): boolean => isErrorLike(error) && read(error, 'name') === name;

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
