import * as v from 'valibot';
import { messageOf } from '../common/errors.ts';
import { type AgentCommand, type AgentSettings, commandSchema } from '../protocol/commands.ts';
import { LongPauseError } from './asyncStacks/take.ts';
import { tellAsyncStacks } from './asyncStacks/tell.ts';
import type { ProblemFacts } from '../protocol/problemFacts.ts';
import { platform } from './platform.ts';
import type { Runtime } from './runtime.ts';

export interface CommandHost {
  runtime: Runtime;
  /** Tells everything alive again. */
  snapshot(): void;
  configure(settings: AgentSettings): void;
  /** Sends at once what was reported. */
  flush(): void;
  /** Stops the debugger soon, after the answer was sent. */
  stop(problem: ProblemFacts): void;
  /** Leaves the program as it was. */
  detach(): void;
}

type Answer = { ok: boolean; message: string; pause?: number };

/**
 * Runs a command of the host. It never throws: each command is answered by one `command-done`, also one that is not
 * understood, as far as its id can be read.
 */
export function runCommand(host: CommandHost, json: string): void {
  const { runtime } = host;
  const done = (command: string, { ok, message, pause = 0 }: Answer): void =>
    runtime.report('command-done', { command, ok, message, pause });
  const command = parse(json);
  if ('problem' in command) {
    done(command.command, { ok: false, message: command.problem });
    return;
  }
  if (command.type === 'async-stacks') {
    // At a breakpoint nothing happens later; and what was taken is told before it is old.
    done(command.command, asyncStacks(runtime, command.longestPause));
    host.flush();
    return;
  }
  void settle(host, command).then((result) => done(command.command, result));
}

function asyncStacks(runtime: Runtime, longestPause: number | undefined): Answer {
  try {
    return { ok: true, message: tellAsyncStacks(runtime, longestPause) };
  } catch (error) {
    return { ok: false, message: messageOf(error), pause: error instanceof LongPauseError ? error.pause : 0 };
  }
}

/** All commands that may take their time. */
type LaterCommand = Exclude<AgentCommand, { type: 'async-stacks' }>;

async function settle(host: CommandHost, command: LaterCommand): Promise<Answer> {
  try {
    return { ok: true, message: await answer(host, command) };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

function parse(json: string): AgentCommand | { command: string; problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { command: '', problem: 'The command is not JSON.' };
  }
  const result = v.safeParse(commandSchema, value);
  if (result.success) return result.output;
  const id: unknown = typeof value === 'object' && value !== null && 'command' in value ? value.command : '';
  return { command: String(id), problem: `The command was not understood: ${result.issues[0].message}` };
}

async function answer({ runtime, ...host }: CommandHost, command: LaterCommand): Promise<string> {
  switch (command.type) {
    case 'retry':
      // Not in the turn of the debugger's evaluation, in which breakpoints are off.
      return new Promise((resolve, reject) => {
        const start = (): void => void runtime.operations.retry(command.operation).then(resolve, reject);
        platform.setImmediate(() => runtime.context.outside(start));
      });
    case 'cancel-retry':
      runtime.operations.cancel(command.operation, command.reason);
      return 'The retry was cancelled.';
    case 'cancel-scope': {
      const scope = runtime.live.get(command.scope);
      if (!scope?.cancel) throw new Error(`Scope ${command.scope} is not open.`);
      scope.cancel(command.reason);
      return `Scope "${scope.name}" was cancelled.`;
    }
    case 'cancel-task': {
      const task = runtime.live.get(command.task)?.task;
      if (!task) throw new Error(`Task ${command.task} is not running.`);
      if (!task.cancel) throw new Error(`Task "${task.name}" cannot be cancelled: it was not started by the library.`);
      task.cancel(command.reason);
      return `Task "${task.name}" was cancelled.`;
    }
    case 'snapshot':
      host.snapshot();
      return 'Everything alive was sent.';
    case 'configure':
      host.configure(command.settings);
      return 'The settings are in force.';
    case 'stop':
      host.stop(command.about);
      return 'The program stops.';
    case 'detach':
      // After the answer, which is the last that is heard.
      platform.setImmediate(() => host.detach());
      return 'The agent leaves the program.';
    case 'renew':
      return 'The agent stays.';
  }
}
