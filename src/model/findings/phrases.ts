import { languageTag, t } from '../../common/l10n.ts';
import type { Program, Task } from '../state.ts';

export const quote = (name: string): string => `“${name}”`;

/** A task as a phrase that fits after "by". */
export function taskPhrase(program: Program | undefined, id: number): string {
  if (id === 0) return t('code outside any task');
  const name = program?.tasks.get(id)?.name;
  return t('task {0}', name ? quote(name) : `#${id}`);
}

/** Two tasks as phrases; where they have one name, their numbers tell them apart. */
export function taskPhrases(program: Program | undefined, one: number, other: number): [one: string, other: string] {
  const phrases: [string, string] = [taskPhrase(program, one), taskPhrase(program, other)];
  if (one === other || phrases[0] !== phrases[1]) return phrases;
  return [t('{0} ({1})', phrases[0], `#${one}`), t('{0} ({1})', phrases[1], `#${other}`)];
}

/** How a task ended, as a phrase that fits after its name. */
export function endPhrase(state: Task['state']): string {
  if (state === 'failed') return t('has failed');
  return state === 'cancelled' ? t('was cancelled') : t('has ended');
}

/** A length of time as a person says it: `850 ms`, `7.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationPhrase(ms: number): string {
  if (ms < 1) return t('{0} ms', Math.max(0, ms).toFixed(ms > 0 ? 2 : 0));
  if (ms < 999.5) return t('{0} ms', String(Math.round(ms)));
  if (ms < 59_950) return t('{0} s', oneDecimal(ms / 1000));
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return two(seconds, t('{0} min'), t('{0} min {1} s'));
  return two(Math.round(seconds / 60), t('{0} h'), t('{0} h {1} min'));
}

/** `7.2`, but `7` and not `7.0`. */
export const oneDecimal = (value: number): string => value.toFixed(1).replace(/\.0$/, '');

/** A number of small units in large ones, of which each has sixty. */
function two(total: number, large: string, both: string): string {
  const rest = total % 60;
  return (rest === 0 ? large : both).replace('{0}', String(Math.floor(total / 60))).replace('{1}', String(rest));
}

/** `a, b, c`: a list, or what qualifies something. */
export const commaPhrase = (parts: readonly string[]): string =>
  parts.length === 0 ? '' : parts.reduce((before, part) => t('{0}, {1}', before, part));

/** `a; b; c`: clauses of one sentence. */
export const clausePhrase = (parts: readonly string[]): string =>
  parts.length === 0 ? '' : parts.reduce((before, part) => t('{0}; {1}', before, part));

/** `1,200`. */
export const numberPhrase = (value: number): string => value.toLocaleString(languageTag());

/**
 * `1 lock`, `2 locks`.
 * @param one the text for one, with `{0}` for the number
 * @param many the text for any other number
 */
export const countPhrase = (count: number, one: string, many: string): string =>
  (count === 1 ? one : many).replace('{0}', numberPhrase(count));
