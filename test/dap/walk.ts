import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugRun, HeadlessSession } from '../support/headless/headlessDebugger.ts';

/** A stop as the editor shows it. */
export interface Stop {
  session: HeadlessSession;
  event: DebugProtocol.StoppedEvent['body'];
  frames: DebugProtocol.StackFrame[];
  exception: DebugProtocol.ExceptionInfoResponse['body'] | undefined;
}

/** The frame an editor focuses after an exception: the first that is not marked down. */
export const focusedFrame = (stop: Stop): DebugProtocol.StackFrame | undefined =>
  stop.frames.find(({ presentationHint, source }) => {
    const hint =
      presentationHint === 'subtle' || presentationHint === 'label' ? 'deemphasize' : source?.presentationHint;
    return source !== undefined && hint !== 'deemphasize';
  });

/** The debugger has no variables of frames that are suspended at an `await`, and says so by failing. */
async function scopesOf(
  session: HeadlessSession,
  frame: DebugProtocol.StackFrame | undefined,
): Promise<DebugProtocol.Scope[]> {
  try {
    const asked = { frameId: frame?.id ?? 0 };
    return (await session.dap.request<DebugProtocol.ScopesResponse['body']>('scopes', asked)).scopes;
  } catch (error) {
    if (/async stacks/.test(String(error))) return [];
    throw error;
  }
}

/** Of scripts that were compiled on the fly the debugger has no names, and says so by failing. */
async function readVariables(session: HeadlessSession, variablesReference: number): Promise<void> {
  try {
    await session.dap.request('variables', { variablesReference });
  } catch (error) {
    if (!/Error: unreachable/.test(String(error))) throw error;
  }
}

/** Asks all that an editor asks when a program stops. */
async function look(session: HeadlessSession, event: DebugProtocol.StoppedEvent['body']): Promise<Stop> {
  const { threadId } = event;
  const exception =
    event.reason === 'exception'
      ? await session.dap.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId })
      : undefined;
  const ask = { threadId, startFrame: 0, levels: 20 };
  const { stackFrames } = await session.dap.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', ask);
  const stop: Stop = { session, event, frames: stackFrames, exception };
  const [local] = await scopesOf(session, focusedFrame(stop));
  if (local) await readVariables(session, local.variablesReference);
  return stop;
}

/**
 * Goes through a run to its end: looks at each stop and continues.
 *
 * @param run of a program
 * @param onStop is given time at each stop
 * @returns all stops, session by session
 * @throws what `onStop` threw, at once; the run is stopped then, since nobody is left who would let the program go on
 */
export async function walk(run: DebugRun, onStop?: (stop: Stop) => Promise<void>): Promise<Stop[]> {
  const followed = new Set<HeadlessSession>();
  const stops: Promise<Stop[]>[] = [];
  const failed = Promise.withResolvers<never>();
  // It is raced as long as the run lasts, and what fails after that is still among `stops`.
  failed.promise.catch(() => undefined);
  const followNew = (): void => {
    for (const session of run.sessions) {
      if (!session.isTarget || followed.has(session)) continue;
      followed.add(session);
      const following = followSession(session, onStop);
      following.catch(failed.reject);
      stops.push(following);
    }
  };
  const unsubscribe = run.onSession(followNew);
  followNew();
  try {
    await Promise.race([run.ended, failed.promise]);
    return (await Promise.all(stops)).flat();
  } catch (error) {
    await run.stop();
    throw error;
  } finally {
    unsubscribe();
  }
}

async function followSession(session: HeadlessSession, onStop?: (stop: Stop) => Promise<void>): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (;;) {
    const event = await Promise.race([session.event('stopped', stops.length + 1), session.event('terminated')]);
    if (event.event === 'terminated') return stops;
    const stop = await look(session, event.body as Stop['event']);
    stops.push(stop);
    await onStop?.(stop);
    await session.dap.request('continue', { threadId: stop.event.threadId });
  }
}
