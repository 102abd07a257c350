import { type AgentEvent, type EventOf, eventKinds } from '../../../src/protocol/events.ts';
import { protocolVersion } from '../../../src/protocol/version.ts';
import { wireFields } from '../../../src/protocol/wire.ts';

/** One batch as an agent sends it, without the line break. */
export const batchOf = (program: string, events: readonly AgentEvent[]): string =>
  JSON.stringify({
    v: protocolVersion,
    program,
    rows: events.map((event) => [
      eventKinds.indexOf(event.type),
      event.time,
      ...wireFields[event.type].map(({ name }) => (event as unknown as Record<string, unknown>)[name]),
    ]),
  });

export const hello = (pid: number): EventOf<'hello'> => ({
  type: 'hello',
  time: 0,
  protocol: protocolVersion,
  agent: '0.1.0',
  pid,
  thread: 0,
  node: 'v24.0.0',
  title: 'app.js',
  cwd: '/app',
  timeOrigin: 1_700_000_000_000,
});

export const taskStarted = (id: number, time = 1, name = `task ${id}`): EventOf<'task-started'> => ({
  type: 'task-started',
  time,
  id,
  name,
  kind: 'task',
  parent: 0,
  scope: 0,
  stack: [],
});
