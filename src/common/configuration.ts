import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { type Environment, environmentLayer, unknownVariables, variableFor } from './configuration/environment.ts';
import { problemsOf } from './configuration/problems.ts';
import {
  type Configuration,
  type ConfigurationInput,
  configurationFile,
  configurationSchema,
} from './configuration/schema.ts';
import { ExpectedError, messageOf } from './errors.ts';

export type { Configuration } from './configuration/schema.ts';

export interface ConfigurationSources {
  /** Absolute path of the folder at which the search for a file begins; it goes on upward. */
  readonly folder: string;
  /** The path of the file, where somebody names it; it is not searched for then. */
  readonly file?: string | undefined;
  readonly environment: Environment;
  /** Set in code; counts more than all else. */
  readonly options?: ConfigurationInput | undefined;
  /** @returns the text of a file, or undefined where there is none of that name; throws where it cannot be read */
  readFile(path: string): string | undefined;
}

/** What one source says. */
interface Layer {
  readonly source: string;
  /** The folder from which its paths count. */
  readonly folder: string;
  readonly content: unknown;
  readonly problems: readonly string[];
}

/**
 * The configuration in force: defaults, then the file, then the environment, then options in code.
 *
 * @throws ExpectedError naming, for every layer, every key that is unknown or has a value it cannot have
 */
export function loadConfiguration(sources: ConfigurationSources): Configuration {
  const layers = [...fileLayer(sources), environmentVariables(sources), optionsInCode(sources)];
  const complaints = layers.filter(({ problems }) => problems.length > 0).map(complaint);
  if (complaints.length > 0) throw new ExpectedError(complaints.join('\n'));
  return v.parse(configurationSchema, layers.map(withAbsolutePaths).reduce(merged, {}));
}

function fileLayer(sources: ConfigurationSources): Layer[] {
  const found = findFile(sources);
  if (found === undefined) return [];
  const content = parse(found);
  return [{ source: found.path, folder: dirname(found.path), content, problems: problemsOf(content) }];
}

function environmentVariables({ folder, environment }: ConfigurationSources): Layer {
  const content = environmentLayer(environment);
  const problems = [...problemsOf(content, variableFor), ...unknownVariables(environment)];
  return { source: 'The environment', folder, content, problems };
}

function optionsInCode({ folder, options = {} }: ConfigurationSources): Layer {
  return { source: 'The options in code', folder, content: options, problems: problemsOf(options) };
}

const complaint = ({ source, problems }: Layer): string =>
  `${source} cannot be used as it is:${problems.map((problem) => `\n  ${problem}`).join('')}`;

interface FoundFile {
  readonly path: string;
  readonly text: string;
}

function findFile({ folder, file, readFile }: ConfigurationSources): FoundFile | undefined {
  if (file !== undefined) {
    const path = resolve(folder, file);
    const text = read(path, readFile);
    if (text === undefined) throw new ExpectedError(`The configuration ${path} does not exist.`);
    return { path, text };
  }
  for (let here = folder; ; here = dirname(here)) {
    const path = join(here, configurationFile);
    const text = read(path, readFile);
    if (text !== undefined) return { path, text };
    if (here === dirname(here)) return undefined;
  }
}

function read(path: string, readFile: ConfigurationSources['readFile']): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    throw new ExpectedError(`The configuration ${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function parse({ path, text }: FoundFile): unknown {
  try {
    // Some editors write a mark of byte order first.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ExpectedError(`The configuration ${path} is not JSON: ${messageOf(error)}.`, { cause: error });
  }
}

/** Paths in a file count from its folder, all others from where the program was started. */
function withAbsolutePaths({ folder, content }: Layer): object {
  const { log, report, ...others } = content as ConfigurationInput;
  const absolute = <S extends { file?: string }>(section: S): S =>
    section.file === undefined ? section : { ...section, file: resolve(folder, section.file) };
  return { ...others, ...(log && { log: absolute(log) }), ...(report && { report: absolute(report) }) };
}

/** Sections are merged key by key; a list replaces a list. */
function merged(below: object, above: object): object {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const former = result[key];
    result[key] = isSection(value) ? merged(isSection(former) ? former : {}, value) : value;
  }
  return result;
}

const isSection = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
