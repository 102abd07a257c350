import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { publicApi } from './publicApi.ts';

/** A code fence of the documentation. */
export interface Example {
  /** Where it is, as in `README.md:32`. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
  /** What has to be there before it runs; not shown to readers. */
  readonly setup: string;
  /** Why it is not run; undefined: it is. */
  readonly notRun: string | undefined;
}

/** An optional `<!-- setup: … -->` or `<!-- not run: why -->`, and the fence. */
const fences = /(?:^[ \t]*<!-- (setup|not run):(.*?)-->\n)?^([ \t]*)```(\w+)\n(.*?)^\3```$/gms;

const isTracked = (path: string): boolean => path !== '' && existsSync(path);
/** The pages of the rules show what is wrong, on purpose; tests of their own run the rules over them. */
const isForUsers = (path: string): boolean =>
  !['test/', 'docs/reference/', 'docs/rules/'].some((folder) => path.startsWith(folder));

/** What users and contributors read; the reference repeats docstrings. */
const documents = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => isTracked(path) && isForUsers(path));

/** Every code fence of the documents, and of the `@example` blocks of the library. */
export function examples(): Example[] {
  const fromDocuments = documents().flatMap((path) => examplesIn(readFileSync(resolve(path), 'utf8'), path));
  const fromDocstrings = publicApi().flatMap(({ name, file, docs }) =>
    examplesIn(docs.replaceAll(/^ *\* ?/gm, ''), `${name} in ${file}`),
  );
  return [...fromDocuments, ...fromDocstrings];
}

/** @param path what the places are named by */
export function examplesIn(text: string, path: string): Example[] {
  return [...text.matchAll(fences)].map((match) => {
    const [whole, mark, said = '', indent = '', language = '', code = ''] = match;
    const line = text.slice(0, match.index + whole.indexOf('```')).split('\n').length;
    return {
      place: `${path}:${line}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      setup: mark === 'setup' ? said.trim() : '',
      notRun: mark === 'not run' ? said.trim() : undefined,
    };
  });
}

/** What an example says that it prints, in comments like `// → 42`. */
export const printedBy = ({ code }: Example): string[] =>
  [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1] ?? '');
