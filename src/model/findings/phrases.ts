import type { Program } from '../state.ts';

export const quote = (name: string): string => `“${name}”`;

/** A task as a phrase that fits after "by". */
export function taskPhrase(program: Program | undefined, id: number): string {
  if (id === 0) return 'code outside any task';
  const name = program?.tasks.get(id)?.name;
  return name ? `task ${quote(name)}` : `task #${id}`;
}

/** Two tasks as phrases; where they have one name, their numbers tell them apart. */
export function taskPhrases(program: Program | undefined, one: number, other: number): [one: string, other: string] {
  const phrases: [string, string] = [taskPhrase(program, one), taskPhrase(program, other)];
  if (one === other || phrases[0] !== phrases[1]) return phrases;
  return [`${phrases[0]} (#${one})`, `${phrases[1]} (#${other})`];
}

/** A length of time as a person says it: `850 ms`, `7.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationPhrase(ms: number): string {
  if (ms < 1) return `${Math.max(0, ms).toFixed(ms > 0 ? 2 : 0)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${trim(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const trim = (value: number): string => value.toFixed(1).replace(/\.0$/, '');
const two = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** `a, b and c`. */
export const listPhrase = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** `1 lock`, `2 locks`. */
export const countPhrase = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
