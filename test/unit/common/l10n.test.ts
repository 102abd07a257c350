import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { languageOf, languageTag, t, useLanguage } from '../../../src/common/l10n.ts';

const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8')) as Record<string, string>;

const sources = ['src/model', 'src/common', 'src/extension', 'src/server'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts')),
);
const calls = /(?<!function |[.\w])t\(/g;
const literals = /(?<![.\w])t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

/** The keys of a source, as they are written. */
const keysIn = (text: string): string[] => [...text.matchAll(literals)].map((match) => match[1] ?? match[2] ?? '');
const keys = new Set(sources.flatMap((file) => keysIn(readFileSync(file, 'utf8'))));
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();

afterEach(() => useLanguage('en'));

describe('the texts of the model', () => {
  it('are found in its sources', () => {
    expect(keysIn(`t('a {0}', b) || t(\n  "it's", c) || l10n.t(d) || start('e')`)).toEqual(['a {0}', "it's"]);
    expect(keys.size).toBeGreaterThan(200);
  });

  it.each(sources)('are literals in %s', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(keysIn(text)).toHaveLength([...text.matchAll(calls)].length);
  });

  it('have a translation each, and no translation is left over', () => {
    expect([...keys].filter((key) => !bundle[key])).toEqual([]);
    expect(Object.keys(bundle).filter((key) => !keys.has(key))).toEqual([]);
  });

  it('have the same placeholders in their translation', () => {
    const wrong = Object.entries(bundle).filter(
      ([key, text]) => placeholders(key).join('') !== placeholders(text).join(''),
    );
    expect(wrong).toEqual([]);
  });

  it('are in order in the bundle, so that a change shows where it was made', () => {
    expect(Object.keys(bundle)).toEqual(Object.keys(bundle).sort());
  });
});

describe('a text', () => {
  it('is in the language in use', () => {
    expect([t('task {0}', '“a”'), languageTag()]).toEqual(['task “a”', 'en']);
    useLanguage('zh-cn');
    expect([t('task {0}', '“a”'), languageTag()]).toEqual(['任务“a”', 'zh-CN']);
    useLanguage('en');
    expect(t('task {0}', '“a”')).toBe('task “a”');
  });

  it('takes values as they are, whatever they look like', () => {
    expect(t('{0}: {1}', '{1}', '$&')).toBe('{1}: $&');
  });

  it('keeps its placeholders for values that come later', () => {
    expect(t('{0} min {1} s')).toBe('{0} min {1} s');
  });
});

describe('the language of an environment', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-cn'],
    [{ LANG: 'zh_SG' }, 'zh-cn'],
    [{ LANG: 'zh' }, 'zh-cn'],
    [{ LANG: 'zh-Hans-CN' }, 'zh-cn'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'zh_CN.UTF-8' }, 'zh-cn'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8' }, 'zh-cn'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh-cn'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'zh_TW.UTF-8' }, 'en'],
    [{ LANG: 'zh_Hant' }, 'en'],
    [{ LANG: 'zh-HK' }, 'en'],
    [{ LANG: 'zha' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{}, 'en'],
  ] as const)('of %o is %s', (environment, language) => {
    expect(languageOf(environment)).toBe(language);
  });
});
