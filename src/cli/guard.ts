import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ExpectedError } from '../common/errors.ts';

/**
 * What is loaded into programs to bring in the agent.
 *
 * @throws ExpectedError when it is missing
 */
export const findGuard = (from?: string): string => findAgentFile('guard.cjs', from);

/**
 * A file of the agent: beside the bundled command line, or, run from source, where the build puts it.
 *
 * @throws ExpectedError when it is missing
 */
export function findAgentFile(name: string, from: string = import.meta.url): string {
  const candidates = [`./agent/${name}`, `../../dist/agent/${name}`].map((path) => fileURLToPath(new URL(path, from)));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new ExpectedError(`The agent is missing: ${candidates[0]}. Install async-scope again, or build it.`);
  }
  return found;
}
