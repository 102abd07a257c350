import { basename } from 'node:path';
import type { Runtime } from './runtime.ts';

const readName = Object.getOwnPropertyDescriptor(Function.prototype, 'name');

/**
 * What to call a function that was handed to somebody: its own name, else where it is from. Without lines: those of
 * generated code say nothing to a person.
 * @param stack where it was handed over
 */
export function callbackName(runtime: Runtime, fn: (...args: never[]) => unknown, stack: readonly number[]): string {
  const [first] = stack;
  const site = first === undefined ? undefined : runtime.sites.at(first);
  const name = ownName(fn);
  const file = site === undefined ? '' : basename(site.url);
  if (name !== '') return file === '' ? name : `${name} (${file})`;
  if (site === undefined) return '(anonymous)';
  return site.fn === '' ? `(anonymous in ${file})` : `(anonymous in ${site.fn}, ${file})`;
}

/** A class may have a static method of that name. */
function ownName(fn: (...args: never[]) => unknown): string {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, 'name')?.value ?? readName?.value;
  return typeof name === 'string' ? name : '';
}
