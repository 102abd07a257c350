import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { requireOption } from '../adapter/nodeOptions.ts';
import { ExpectedError } from '../common/errors.ts';
import type { AgentSettings } from '../protocol/commands.ts';
import { environment } from '../protocol/version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program could not be started at all; `exitCode` is what a shell would give. */
export class StartError extends ExpectedError {
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/**
 * The environment for a program with the agent in it. The user's own NODE_OPTIONS come first and stay as they are.
 *
 * @param base the environment to start from
 * @param guard path of what loads the agent
 * @param pipe where the agent reports, see `EventServer.environment`
 * @param settings what the agent is told, unless the environment says it already
 */
export function environmentWithAgent(
  base: Environment,
  guard: string,
  pipe: Environment,
  settings: AgentSettings,
): NodeJS.ProcessEnv {
  const own = base['NODE_OPTIONS'] ?? '';
  return {
    [environment.settings]: JSON.stringify(settings),
    ...base,
    ...pipe,
    NODE_OPTIONS: `${own}${own === '' ? '' : ' '}${requireOption(guard)}`,
  };
}

/**
 * Starts the program with our own stdin, stdout and stderr.
 *
 * @throws StartError saying why it could not be started
 */
export async function start(command: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const [name = '', ...args] = command;
  try {
    const child = spawn(name, args, { stdio: 'inherit', env });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new StartError(`The command "${name}" was not found.`, 127, { cause: error });
    if (code === 'EACCES') throw new StartError(`The command "${name}" may not be executed.`, 126, { cause: error });
    throw new StartError(`The command "${name}" could not be started: ${message}.`, 126, { cause: error });
  }
}

/**
 * Hands signals meant for the program on to it while `work` runs, so that it ends in its own way and we can report.
 *
 * @param isTTY whether a terminal is attached; it sends an interrupt to both of us, and a second one from us would look
 *   like an impatient user
 */
export async function withSignals<T>(child: ChildProcess, isTTY: boolean, work: () => Promise<T>): Promise<T> {
  const forward = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGINT' && isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, forward);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/** The exit code a shell reports: the program's own, or 128 and the number of the signal that ended it. */
export const shellExitCode = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
