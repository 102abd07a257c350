import * as threads from 'node:worker_threads';
import { messageOf } from '../common/errors.ts';
import { environment } from '../protocol/version.ts';
import { Agent } from './agent.ts';
import { takeBinding } from './channel/bindingSink.ts';
import { PipeSink } from './channel/pipeSink.ts';
import type { Sink } from './channel/sink.ts';
import { programKey } from './greeting.ts';
import { sharedRuntime } from './runtime.ts';
import { ownScript } from './sites.ts';
import { parseSettings } from './settings.ts';

/** Handed in where the agent is put into a program that runs already; its environment then says nothing. */
declare const ASYNC_SCOPE_LATE: { settings: string; lease: number } | undefined;

/** Loaded before the program, in each of its processes and threads. Whatever happens here, the program is to run. */
const { env } = process;

/** Node runs module customisation hooks in a thread of its own, which is none of the program's. */
const isHooksThread = (): boolean => !threads.isMainThread && (threads.isInternalThread || threads.parentPort === null);

function start(): void {
  if (env[environment.off] === '1' || isHooksThread()) return;
  const late = typeof ASYNC_SCOPE_LATE === 'object' ? ASYNC_SCOPE_LATE : undefined;
  const runtime = sharedRuntime();
  if (late ? runtime.onCommand : runtime.observed) {
    // Of a debugger that was here before: its agent has the binding by the same name, and tells the new one all.
    if (late && takeBinding()) runtime.command(JSON.stringify({ type: 'snapshot', command: 'late' }));
    return;
  }
  const binding = takeBinding();
  const path = env[environment.pipe];
  const token = env[environment.token];
  // Nobody is there to listen: a child of a debugged program, say, that is not debugged itself.
  if (!binding && (!path || !token)) return;
  const settings = parseSettings(late?.settings ?? env[environment.settings]);
  const openSink = (agent: { command(json: string): void; resume(): void }): Sink =>
    binding ??
    new PipeSink({
      path: path ?? '',
      token: token ?? '',
      program: programKey,
      onCommand: (json) => agent.command(json),
      onReady: () => agent.resume(),
    });
  runtime.ownScripts.add(ownScript());
  runtime.context.outside(() => new Agent({ runtime, settings, openSink, lease: late?.lease }));
}

try {
  start();
} catch (error) {
  process.stderr.write(
    `Async Scope: this program is not watched, because the agent could not start: ${messageOf(error)}\n`,
  );
}
