import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventServer } from '../../../src/cli/eventServer.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { environment } from '../../../src/protocol/version.ts';
import { batchOf, hello, taskStarted } from './batches.ts';

interface Heard {
  events: string[];
  problems: string[];
  ended: string[];
}

let server: EventServer | undefined;
afterEach(() => server?.close(0));

async function listen(onEvents?: (events: readonly AgentEvent[]) => Promise<void>): Promise<Heard> {
  const heard: Heard = { events: [], problems: [], ended: [] };
  server = await EventServer.listen({
    onEvents: (program, events) => {
      heard.events.push(...events.map((event) => `${program} ${event.type}`));
      return onEvents?.(events);
    },
    onEnd: (program) => void heard.ended.push(program),
    onProblem: (sentence) => heard.problems.push(sentence),
  });
  return heard;
}

const pathOf = (): string => server?.environment[environment.pipe] ?? '';
const handshake = (token = server?.environment[environment.token]): string =>
  `${JSON.stringify({ token, program: '7/0' })}\n`;

async function connected(): Promise<Socket> {
  const socket = connect(pathOf());
  await once(socket, 'connect');
  return socket;
}

describe('the pipe for agents', () => {
  it('passes on the events of a connection that shows the secret', async () => {
    const heard = await listen();
    const socket = await connected();
    socket.end(`${handshake()}${batchOf('7/0', [hello(7), taskStarted(1)])}\n${batchOf('7/0', [taskStarted(2)])}\n`);
    await vi.waitFor(() => expect(heard.ended).toEqual(['7/0']));
    expect(heard.events).toEqual(['7/0 hello', '7/0 task-started', '7/0 task-started']);
    expect(server?.accepted).toBe(1);
  });

  it.each([
    ['a wrong secret', handshake('0'.repeat(64))],
    ['a secret of another length', handshake('0')],
    ['no secret', '{"program":"7/0"}\n'],
    ['another language', 'GET / HTTP/1.1\n'],
    ['silence', ''],
  ])('drops a connection with %s', async (_, first) => {
    const heard = await listen();
    const socket = await connected();
    socket.resume().end(`${first}${batchOf('7/0', [hello(7)])}\n`);
    await once(socket, 'close');
    expect(heard).toEqual({ events: [], problems: [], ended: [] });
    expect(server?.accepted).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('is in a folder that only this user can enter, and removes it', async () => {
    await listen();
    const folder = dirname(pathOf());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await server?.close(0);
    expect(existsSync(folder)).toBe(false);
  });

  it('reads no further from a program while its events are being dealt with', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const heard = await listen(() => gate);
    const socket = await connected();
    const batch = `${batchOf('7/0', [taskStarted(1, 1, 'x'.repeat(9_000))])}\n`;
    socket.write(handshake());
    // More than the buffers of both ends hold: the sender notices.
    for (let index = 0; index < 1_000; index += 1) socket.write(batch);
    await vi.waitFor(() => expect(heard.events).toHaveLength(1));
    expect(socket.writableLength).toBeGreaterThan(0);
    open();
    await vi.waitFor(() => expect(heard.events).toHaveLength(1_000));
    socket.destroy();
  });

  it('reports what it cannot read and goes on with the next event', async () => {
    const heard = await listen();
    const socket = await connected();
    const bad = {
      v: 1,
      program: '7/0',
      rows: [
        [99, 1],
        [4, 1, 'no number'],
      ],
    };
    socket.end(`${handshake()}${JSON.stringify(bad)}\n${batchOf('7/0', [taskStarted(2)])}\n`);
    await vi.waitFor(() => expect(heard.ended).toEqual(['7/0']));
    expect(heard.events).toEqual(['7/0 task-started']);
    expect(heard.problems).toHaveLength(2);
  });

  it('reports a batch of another protocol and keeps the other connections', async () => {
    const heard = await listen();
    const [old, good] = [await connected(), await connected()];
    old.resume().end(`${handshake()}{"v":99,"program":"8/0","rows":[]}\n`);
    await once(old, 'close');
    good.end(`${handshake()}${batchOf('7/0', [hello(7)])}\n`);
    await vi.waitFor(() => expect(heard.ended).toEqual(['7/0']));
    expect(heard.problems).toEqual([expect.stringContaining('protocol 99')]);
  });

  it('reads all that was sent before it ends, also from connections it has not seen yet', async () => {
    const heard = await listen();
    const sockets = await Promise.all(Array.from({ length: 20 }, connected));
    for (const socket of sockets) socket.end(`${handshake()}${batchOf('7/0', [hello(7)])}\n`);
    await server?.close(5_000);
    expect(heard.events).toHaveLength(20);
  });

  it('cuts off who stays connected, without claiming that the program ended', async () => {
    const heard = await listen();
    const socket = await connected();
    socket.write(`${handshake()}${batchOf('7/0', [hello(7)])}\n`);
    await vi.waitFor(() => expect(heard.events).toEqual(['7/0 hello']));
    const closed = once(socket.resume(), 'close');
    await server?.close(1);
    await closed;
    expect(heard.ended).toEqual([]);
    expect(heard.problems).toEqual([]);
  });
});
