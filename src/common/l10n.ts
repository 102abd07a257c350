import * as l10n from '@vscode/l10n';
import chinese from '../../l10n/bundle.l10n.zh-cn.json' with { type: 'json' };

/** The languages of summaries, findings and reports. */
export type Language = 'en' | 'zh-cn';

let current: Language = 'en';
/** The texts used so far in the language in use, cut at their placeholders: rows of a tree are made by the thousand. */
const cut = new Map<string, readonly string[]>();

/** From now on texts are in `language`; what was said before stays as it is. */
export function useLanguage(language: Language): void {
  current = language;
  cut.clear();
  l10n.config({ contents: language === 'en' ? {} : chinese });
}

/** The language in use. */
export const languageInUse = (): Language => current;

/** The language in use, as HTML and `Intl` call it. */
export const languageTag = (): 'en' | 'zh-CN' => (current === 'en' ? 'en' : 'zh-CN');

/**
 * A text in the language in use.
 * @param message the text in English, which is its key in the bundles of `l10n/`: a literal, so that they can be checked
 * @param values take the places of `{0}`, `{1}` …
 */
export function t(message: string, ...values: readonly string[]): string {
  const parts = partsOf(message);
  let text = parts[0] ?? '';
  // Every second part is the number of a placeholder.
  for (let index = 1; index < parts.length; index += 2) {
    const number = parts[index] ?? '';
    text += (values[Number(number)] ?? `{${number}}`) + (parts[index + 1] ?? '');
  }
  return text;
}

function partsOf(message: string): readonly string[] {
  const known = cut.get(message);
  if (known) return known;
  const parts = l10n.t(message).split(/\{(\d+)\}/);
  cut.set(message, parts);
  return parts;
}

/** POSIX: the first of these that is set and not empty decides on the language of messages. */
const variables = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/**
 * The language an environment asks for. Chinese that is written in traditional characters is not ours.
 * @param environment as `process.env` has it
 */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = variables.map((name) => environment[name] ?? '').find((value) => value !== '') ?? '';
  return /^zh(?![a-z])(?!.*([_-](hant|tw|hk|mo)(?![a-z])))/i.test(locale) ? 'zh-cn' : 'en';
}

/**
 * The language to report in.
 * @param asked `auto` goes by the environment
 */
export const languageIn = (
  asked: Language | 'auto',
  environment: Readonly<Record<string, string | undefined>>,
): Language => (asked === 'auto' ? languageOf(environment) : asked);
