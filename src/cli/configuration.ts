import { type Configuration, loadConfiguration } from '../common/configuration.ts';
import { languageIn, useLanguage } from '../common/l10n.ts';
import { readTextFile } from '../common/readTextFile.ts';
import type { AgentSettings, DetailLevel } from '../protocol/commands.ts';

/**
 * The configuration of the folder the command was called in. From now on we speak the language it asks for.
 *
 * @param file the path of the file, where one was named on the command line
 * @throws ExpectedError naming everything in it that cannot be used
 */
export function readConfiguration(file: string | undefined): Configuration {
  const { env } = process;
  const configuration = loadConfiguration({ folder: process.cwd(), file, environment: env, readFile: readTextFile });
  useLanguage(languageIn(configuration.report.language, env));
  return configuration;
}

/** What of it the agent in the program is told. */
export const agentSettings = ({ captureSites, stackDepth, detail, system }: Configuration): AgentSettings => ({
  // Nobody is there to stop; a debugger attached to the program should not be stopped either.
  trap: false,
  captureSites,
  stackDepth,
  // The schema allows no other.
  detail: detail as DetailLevel,
  systemEvery: system.sampleEvery,
});
