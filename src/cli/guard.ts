import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ExpectedError } from '../common/errors.ts';

/**
 * What is loaded into programs to bring in the agent: beside the bundled command line, or, run from source, where the
 * build puts it.
 *
 * @throws ExpectedError when it is missing
 */
export function findGuard(from: string = import.meta.url): string {
  const candidates = ['./agent/guard.cjs', '../../dist/agent/guard.cjs'].map((path) =>
    fileURLToPath(new URL(path, from)),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new ExpectedError(`The agent is missing: ${candidates[0]}. Install async-scope again, or build it.`);
  }
  return found;
}
