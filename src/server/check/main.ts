import type { RuleSettings } from '../../common/ruleNames.ts';
import { checkPaths } from './checkPaths.ts';
import { type CheckFormat, formatted } from './formats.ts';
import { normalPath } from './sourceFiles.ts';

/** What `async-scope check` was asked for. */
export interface CheckRequest {
  readonly paths: readonly string[];
  readonly format: CheckFormat;
  /** From which paths are shown, and whose tools count. */
  readonly folder: string;
  readonly rules: RuleSettings;
  /** Prints the result. */
  print(text: string): void;
  /** Says what was not checked. */
  warn(sentence: string): void;
}

/**
 * Checks, and prints what was found.
 *
 * @returns the exit code: 1 when there is an error or a warning, otherwise 0
 * @throws ExpectedError when a path does not exist
 */
export async function check({ paths, format, folder, rules, print, warn }: CheckRequest): Promise<0 | 1> {
  const result = await checkPaths(paths.length === 0 ? [folder] : paths, folder, rules);
  for (const note of result.notes) warn(note);
  print(formatted(result, format, normalPath(folder)));
  return result.findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? 1 : 0;
}
