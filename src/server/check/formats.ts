import { relative } from 'node:path';
import type { CheckResult, Place } from './checkPaths.ts';
import { sarif } from './sarif.ts';

/** How the findings of a check can be printed. */
export type CheckFormat = 'text' | 'json' | 'sarif';

/**
 * The text to print, without a line break at its end.
 * @param folder that paths are shown from
 */
export function formatted(result: CheckResult, format: CheckFormat, folder: string): string {
  const shown = withRelativePaths(result, folder);
  if (format === 'sarif') return JSON.stringify(sarif(shown), null, 2);
  if (format === 'json') return JSON.stringify({ schemaVersion: 1, ...shown }, null, 2);
  return text(shown);
}

function withRelativePaths(result: CheckResult, folder: string): CheckResult {
  const shown = <P extends Place>(place: P): P => ({
    ...place,
    path: relative(folder, place.path).replaceAll('\\', '/'),
  });
  return {
    ...result,
    findings: result.findings.map((finding) => ({ ...shown(finding), related: finding.related.map(shown) })),
  };
}

function text({ files, findings }: CheckResult): string {
  const lines = findings.flatMap((finding) => [
    `${place(finding)} ${finding.severity} ${finding.message} (${finding.rule})`,
    ...finding.related.map((related) => `    ${place(related)} ${related.message}`),
  ]);
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return [...lines, `${count(findings.length, 'finding')} in ${count(files, 'file')}`].join('\n');
}

const place = ({ path, line, column }: Place): string => `${path}:${line}:${column}`;
