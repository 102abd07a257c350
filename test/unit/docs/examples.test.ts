import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examples, examplesIn, printedBy } from '../../support/examples.ts';

const fence = '```';

describe('the examples of a document', () => {
  it('are its fences, with what is to be run before them', () => {
    const text = `Text.\n\n<!-- setup: const a = 1; -->\n${fence}ts\nb(a);\n${fence}\n`;
    expect(examplesIn(text, 'x.md')).toEqual([
      { place: 'x.md:4', language: 'ts', code: 'b(a);\n', setup: 'const a = 1;', notRun: undefined },
    ]);
  });

  it('may say why they are not run', () => {
    const text = `<!-- not run: needs a database -->\n${fence}ts\nquery();\n${fence}\n`;
    expect(examplesIn(text, 'x.md')).toMatchObject([{ notRun: 'needs a database' }]);
  });

  it('lose the indentation of the list they stand in', () => {
    const text = `1. Do:\n\n   ${fence}ts\n   if (a) {\n     b();\n   }\n   ${fence}\n`;
    expect(examplesIn(text, 'x.md')).toMatchObject([{ place: 'x.md:3', code: 'if (a) {\n  b();\n}\n' }]);
  });

  it('say in comments what they print', () => {
    const [example] = examplesIn(`${fence}ts\nlog(1); // → 1\nlog('a b'); // → a b\n${fence}\n`, 'x.md');
    expect(example && printedBy(example)).toEqual(['1', 'a b']);
  });

  it('are all found: none has a form that is overlooked', () => {
    const documents = [
      'README.md',
      'CONTRIBUTING.md',
      'docs/library.md',
      'docs/architecture.md',
      'media/walkthrough/debug.md',
    ];
    const count = (path: string): number => readFileSync(path, 'utf8').match(/^ *```\w/gm)?.length ?? 0;
    const found = (path: string): number => examples().filter(({ place }) => place.startsWith(`${path}:`)).length;
    expect(documents.map(found)).toEqual(documents.map(count));
    const marks = documents.map((path) => readFileSync(path, 'utf8').match(/^ *<!-- (setup|not run):/gm)?.length ?? 0);
    const marked = examples().filter(({ setup, notRun }) => setup !== '' || notRun !== undefined);
    expect(marked.length).toBe(marks.reduce((sum, each) => sum + each, 0));
  });

  it('are in a language that is checked, or shown to be of another', () => {
    const known = ['ts', 'js', 'mjs', 'sh', 'json'];
    expect(examples().filter(({ language }) => !known.includes(language))).toEqual([]);
  });
});
