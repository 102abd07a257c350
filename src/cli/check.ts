import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ExpectedError } from '../common/errors.ts';
import type { RuleSettings } from '../common/ruleNames.ts';

/** How the findings of a check can be printed. */
export const checkFormats = ['text', 'json', 'sarif'] as const;

/** What the checker is asked for; it is a bundle of its own, so that other commands need not load a compiler. */
interface CheckRequest {
  readonly paths: readonly string[];
  readonly format: (typeof checkFormats)[number];
  readonly folder: string;
  readonly rules: RuleSettings;
  print(text: string): void;
  warn(sentence: string): void;
}

/** @returns the exit code */
type Check = (request: CheckRequest) => Promise<number>;

/**
 * Loads the checker: beside the bundled command line, or, run from source, from where the build puts it.
 *
 * @throws ExpectedError when it is missing
 */
export function findChecker(from: string = import.meta.url): Check {
  const candidates = ['./check.cjs', '../../dist/check.cjs'].map((path) => fileURLToPath(new URL(path, from)));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new ExpectedError(`The checker is missing: ${candidates[0]}. Install async-scope again, or build it.`);
  }
  return (createRequire(from)(found) as { check: Check }).check;
}
