import { t } from '../../common/l10n.ts';
import { durationPhrase } from '../../model/findings/phrases.ts';

/** How long something has been so, at `now`; all in Unix ms. The clocks of two processes may differ a little. */
export const age = (since: number, now: number): string => durationPhrase(Math.max(0, now - since));

export const ago = (at: number, now: number): string => (now - at < 1_000 ? t('just now') : t('{0} ago', age(at, now)));

/** Words that are there, joined by a dot. */
export const dotted = (...words: readonly (string | undefined)[]): string =>
  words.filter((word) => word !== undefined && word !== '').join(' · ');

/** Words that are there, as lines of text. */
export const lines = (...words: readonly (string | undefined)[]): string[] =>
  words.filter((word): word is string => word !== undefined && word !== '');
