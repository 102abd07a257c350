import type { DebugProtocol } from '@vscode/debugprotocol';
import { stopFilters } from '../../src/adapter/conditions/stopFilters.ts';
import type { HeadlessSession } from '../support/headless/headlessDebugger.ts';

/** What the debugger numbers or names anew in every run; 0 says that there is none. */
const names = new Set([
  'id',
  'frameId',
  'threadId',
  'variablesReference',
  'sourceReference',
  'valueLocationReference',
  'hitBreakpointIds',
  '__pendingTargetId',
  '__parentId',
]);
const optional = new Set(['variablesReference', 'sourceReference']);

/** What the editor said and heard in one session, so that two runs of the same program can be compared. */
export interface Transcript {
  session: string;
  /** Each request with its answer. */
  dialogue: string[];
  /** The events of each kind: kinds are not in order among each other. */
  events: Record<string, string[]>;
}

/**
 * Left out are the debugger's telemetry, its list of loaded scripts, and, where it is present, our own exception
 * filter.
 *
 * @param folder of the programs; shown as `~`
 */
export function transcriptOf(session: HeadlessSession, folder: string): Transcript {
  const clean = (key: string, value: unknown): unknown => {
    if (names.has(key)) return Array.isArray(value) ? value.map(() => '#') : optional.has(key) && value === 0 ? 0 : '#';
    if (typeof value !== 'string') return value;
    return (key === 'name' ? value.replace(/\[\d+\]/, '[pid]') : value).replaceAll(folder, '~');
  };
  const text = (value: object): string => JSON.stringify(value, clean);
  const messages = session.traffic.map(({ message }) => message);
  const answers = new Map(messages.flatMap((m) => ('request_seq' in m ? [[m.request_seq, m] as const] : [])));
  const events: Record<string, string[]> = {};
  const dialogue: string[] = [];
  for (const message of messages) {
    if ('event' in message) {
      if (isTold(message)) (events[message.event] ??= []).push(text({ body: message.body as unknown }));
    } else if (!('request_seq' in message) && message.command !== 'disconnect') {
      dialogue.push(text(exchange(message, answers.get(message.seq), session.isTarget)));
    }
  }
  return { session: session.name.replace(/\[\d+\]/, '[pid]'), dialogue, events };
}

const isTold = ({ event, body }: DebugProtocol.Event): boolean =>
  event !== 'loadedSource' && (event !== 'output' || (body as { category?: string }).category !== 'telemetry');

function exchange(
  request: DebugProtocol.Request,
  answer: DebugProtocol.Response | undefined,
  isTarget: boolean,
): object {
  // The environment of the program is in the configuration that is launched.
  const isLaunch = request.command === 'launch' && !isTarget;
  return {
    command: request.command,
    arguments: isLaunch ? '…' : withoutOurs(request.arguments),
    success: answer?.success,
    message: answer?.message,
    body: withoutOurs(answer?.body),
  };
}

function withoutOurs(body: unknown): unknown {
  const copy = structuredClone(body) as Record<string, unknown> | undefined;
  for (const key of ['exceptionBreakpointFilters', 'filterOptions']) {
    const list = copy?.[key];
    if (copy && Array.isArray(list)) copy[key] = list.filter((entry: object) => !isOurs(entry));
  }
  return copy;
}

const isOurs = (entry: { filter?: string; filterId?: string }): boolean =>
  stopFilters.some(({ shown }) => shown.filter === (entry.filter ?? entry.filterId));
