import * as l10n from '@vscode/l10n';
import chinese from '../../l10n/bundle.l10n.zh-cn.json' with { type: 'json' };

/** The languages of summaries, findings and reports. */
export type Language = 'en' | 'zh-cn';

let current: Language = 'en';

/** From now on texts are in `language`; what was said before stays as it is. */
export function useLanguage(language: Language): void {
  current = language;
  l10n.config({ contents: language === 'en' ? {} : chinese });
}

/** The language in use, as HTML and `Intl` call it. */
export const languageTag = (): 'en' | 'zh-CN' => (current === 'en' ? 'en' : 'zh-CN');

/**
 * A text in the language in use.
 * @param message the text in English, which is its key in the bundles of `l10n/`: a literal, so that they can be checked
 * @param values take the places of `{0}`, `{1}` …
 */
export const t = (message: string, ...values: readonly string[]): string => l10n.t(message, ...values);

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
