import { basename } from 'node:path';
import { parseEnv } from 'node:util';
import { messageOf } from '../common/errors.ts';
import type { AgentSettings } from '../protocol/commands.ts';
import { environment } from '../protocol/version.ts';
import { isRecord } from './messages.ts';
import { requireOption } from './nodeOptions.ts';

/** A launch configuration, as far as it says where the program's environment comes from. */
export type LaunchConfiguration = Readonly<Record<string, unknown>>;

export interface AgentOptions {
  /** Absolute path of the file that loads the agent. */
  guardPath: string;
  /** What the agent is told at start. */
  settings: AgentSettings;
  /** Reads a text file, by absolute path. */
  readFile: (path: string) => string;
}

const launchedTypes: readonly unknown[] = ['node', 'pwa-node', 'node-terminal'];
/** Programs that do not load what `NODE_OPTIONS` requires. */
const otherRuntimes = new Set(['deno', 'bun']);

const staysOut = 'Async Scope stays out of this run, because';

/**
 * Makes a launch configuration start its program with the agent. A configuration that is not ours to change comes
 * back as it is.
 *
 * @returns the configuration to use, and one sentence for a person where the agent was wanted and cannot be there
 */
export function withAgent<C extends LaunchConfiguration>(
  configuration: C,
  options: AgentOptions,
): { configuration: C; problem?: string } {
  if (!isWanted(configuration)) return { configuration };
  const problem = obstacleIn(configuration);
  if (problem !== undefined) return { configuration, problem };
  const env = isRecord(configuration['env']) ? configuration['env'] : {};
  if (env[environment.off] === '1') return { configuration };
  const name = nameOfNodeOptions(env);
  let own: string;
  try {
    own = name in env ? textOf(env[name]) : fromEnvFile(configuration['envFile'], options.readFile);
  } catch (error) {
    return { configuration, problem: `${staysOut} the envFile could not be read: ${messageOf(error)}` };
  }
  try {
    // Node ends a program at once that requires a file which is not there.
    options.readFile(options.guardPath);
  } catch (error) {
    return { configuration, problem: `${staysOut} its agent could not be read: ${messageOf(error)}` };
  }
  const added = {
    [name]: joined(own, requireOption(options.guardPath)),
    [environment.settings]: env[environment.settings] ?? JSON.stringify(options.settings),
  };
  return { configuration: { ...configuration, env: { ...env, ...added } } };
}

function isWanted(configuration: LaunchConfiguration): boolean {
  // Sessions of single programs and of terminals inherit the environment that was prepared for their parent.
  const isPrepared = '__pendingTargetId' in configuration || 'delegateId' in configuration;
  return (
    !isPrepared &&
    configuration['request'] === 'launch' &&
    // With a port of its own to debug, the debugger drops NODE_OPTIONS: such a program gets the agent when it runs.
    typeof configuration['attachSimplePort'] !== 'number' &&
    launchedTypes.includes(configuration['type']) &&
    configuration['asyncScope'] !== false
  );
}

/** Why the agent cannot get into the program, as a sentence for a person. */
function obstacleIn(configuration: LaunchConfiguration): string | undefined {
  return isOtherRuntime(configuration) ? `${staysOut} ${runtimeOf(configuration)} is not Node.` : undefined;
}

/** Whether a configuration names a runtime that is not Node; the agent is never put into those. */
export const isOtherRuntime = (configuration: LaunchConfiguration): boolean =>
  otherRuntimes.has(runtimeOf(configuration));

const runtimeOf = (configuration: LaunchConfiguration): string =>
  basename(textOf(configuration['runtimeExecutable']).replaceAll('\\', '/')).replace(/\.exe$/i, '');

/**
 * Makes a terminal whose programs are debugged load the agent into them.
 *
 * @param env of the terminal, as the debugger has prepared it
 * @returns the environment to use
 */
export function withAgentInTerminal(
  env: Readonly<Record<string, string | null | undefined>>,
  { guardPath, settings }: Pick<AgentOptions, 'guardPath' | 'settings'>,
): Record<string, string | null | undefined> {
  const name = nameOfNodeOptions(env);
  return {
    ...env,
    [name]: joined(env[name] ?? '', requireOption(guardPath)),
    [environment.settings]: env[environment.settings] ?? JSON.stringify(settings),
  };
}

/** The name under which the configuration has it: Windows does not tell upper from lower case. */
const nameOfNodeOptions = (env: Readonly<Record<string, unknown>>): string => {
  const has = (name: string): boolean => name.toUpperCase() === 'NODE_OPTIONS';
  return (process.platform === 'win32' ? Object.keys(env).find(has) : undefined) ?? 'NODE_OPTIONS';
};

/**
 * The debugger reads `NODE_OPTIONS` of an `envFile` only as long as `env` has none, so it is carried over.
 *
 * @throws Error when there is a file that cannot be read
 */
function fromEnvFile(envFile: unknown, readFile: (path: string) => string): string {
  if (typeof envFile !== 'string' || envFile === '') return '';
  try {
    return parseEnv(readFile(envFile).replace(/^\uFEFF/, ''))['NODE_OPTIONS'] ?? '';
  } catch (error) {
    // The debugger takes a missing file for an empty one.
    if (isRecord(error) && error['code'] === 'ENOENT') return '';
    throw error;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const joined = (own: string, added: string): string => {
  if (own.includes(added)) return own;
  return own.trim() === '' ? added : `${own} ${added}`;
};
