import { nearest } from '../../common/nearest.ts';
import { wordsOf } from './thrown.ts';

/** All options of a kind; the compiler sees to it that none is missing. */
export type OptionNames<O> = Readonly<Record<keyof Required<O>, true>>;

/**
 * A misspelt option would do nothing, and nobody would know. TypeScript sees it, JavaScript does not.
 * @param what what the options are of, as a message begins; asked only when it is needed
 * @throws TypeError when they are no object, or one of them is not known
 */
export function checkOptions<O extends object>(what: () => string, options: O, names: OptionNames<O>): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${what()} are ${wordsOf(options)}; pass an object, as in { ${Object.keys(names)[0]}: … }.`);
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names);
    const meant = nearest(name, known);
    const hint = meant === undefined ? `the known ones are ${known.join(', ')}` : `did you mean "${meant}"?`;
    throw new TypeError(`${what()} have no "${name}": ${hint}`);
  }
}

/** @throws TypeError when it is no AbortSignal */
export function checkSignal(what: () => string, signal: AbortSignal | undefined): void {
  if (signal === undefined || isSignal(signal)) return;
  const hint = isSignal(Reflect.get(Object(signal), 'signal')) ? ': pass the signal of the controller' : '';
  throw new TypeError(`The signal of ${what()} is no AbortSignal${hint}.`);
}

/** By its shape, for it may come from another realm. */
const isSignal = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;

/**
 * @param call how it is written with a name
 * @throws TypeError when there is none
 */
export function checkName(name: unknown, call: string): void {
  if (name === undefined || name === null) throw new TypeError(`A name is missing, for people to read: ${call}`);
}
