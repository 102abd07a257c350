import ts from 'typescript';

/** Files that are checked, by their ending. Declarations have nothing that runs. */
const kinds = new Map<string, ts.ScriptKind>([
  ['.js', ts.ScriptKind.JSX],
  ['.mjs', ts.ScriptKind.JSX],
  ['.cjs', ts.ScriptKind.JSX],
  ['.jsx', ts.ScriptKind.JSX],
  ['.ts', ts.ScriptKind.TS],
  ['.mts', ts.ScriptKind.TS],
  ['.cts', ts.ScriptKind.TS],
  ['.tsx', ts.ScriptKind.TSX],
]);

/** Larger files are generated; they are left out rather than waited for. Characters. */
export const longestText = 2_000_000;

const endingOf = (path: string): string => /\.[cm]?[jt]sx?$/i.exec(path)?.[0].toLowerCase() ?? '';

/** Whether a file is one that is checked, by its name alone. */
export const isSource = (path: string): boolean => kinds.has(endingOf(path)) && !/\.d\.([^.]+\.)?[cm]?ts$/i.test(path);

/** Whether a path within a project is that of a test, an example or a benchmark. */
export const isTest = (path: string): boolean =>
  /(^|\/)([\w-]*tests?(-suite)?|test-utils|__tests__|__mocks__|spec|e2e|examples?|samples?|fixtures|bench(marks?)?|scripts|playground|demos?)\/|\.(vitest|test|spec|e2e|examples?|bench)\.|(^|\/)(bench|test-utils?)\.\w+$/i.test(
    path,
  );

/** Parses a text. A broken one gives what can be made of it: an editor shows most texts half-written. */
export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(
    path,
    text,
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    true,
    kinds.get(endingOf(path)) ?? ts.ScriptKind.TS,
  );

/** Why a text is not checked; undefined: it is. */
export function whyNotChecked(text: string): 'too-large' | 'binary' | 'broken-encoding' | 'minified' | undefined {
  if (text.includes('\0')) return 'binary';
  if (text.length > longestText) return 'too-large';
  if (text.length > 10_000 && text.length > 400 * (text.match(/\n/g)?.length ?? 0)) return 'minified';
  // A text that is not UTF-8 has these in the places of what could not be read.
  return (text.match(/\uFFFD/g)?.length ?? 0) > 20 ? 'broken-encoding' : undefined;
}

/** How many places the parser could not understand. */
export const syntaxErrors = (source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] =>
  (source as ts.SourceFile & { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
