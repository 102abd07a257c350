import { noText } from '../../common/errors.ts';

/** Longest text that is told; what is longer is cut. */
const longest = 10_000;

/** A program in JavaScript may call anything a name: what is not a string is made one; what is missing is null. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.length > longest ? value.slice(0, longest) : value;
  if (value === null || value === undefined) return null;
  // An object or a function would run code of the program on its way to text.
  const isPlain = typeof value !== 'object' && typeof value !== 'function';
  return isPlain ? String(value as number | symbol) : noText;
}
