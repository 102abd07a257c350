import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { RemoteDebugger } from '../../../src/agent/api/index.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/freePort.ts';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { type StartedProgram, startProgram } from './startProgram.ts';

/** Works until it is told to stop, and then ends with an exit code of its own. */
const working = `
function work(round) {
  const doubled = round * 2;
  const next = doubled + 1; // here
  return next; // after
}
let rounds = 0;
const timer = setInterval(() => {
  work(rounds++);
  if (!globalThis.enough) return;
  clearInterval(timer);
  process.exitCode = 9;
}, 5);
console.log('ready');
`;

let debug = new RemoteDebugger();
const programs: StartedProgram[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await debug.closeAll();
  debug = new RemoteDebugger();
  for (const program of programs.splice(0)) await program.dispose();
  for (const server of servers.splice(0)) server.close();
});

async function start(major: NodeMajor, options?: string[], source = working): Promise<StartedProgram> {
  const program = await startProgram(await nodeBinary(major), source, options);
  programs.push(program);
  return program;
}

async function startWithInspector(major: NodeMajor, source = working) {
  const program = await start(major, ['--inspect=0'], source);
  const [url = '', port] = await program.written(/ws:\/\/127\.0\.0\.1:(\d+)\/[\w-]+/);
  await program.written(/ready/);
  return { program, port: Number(port), url };
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe.each(nodeMajors)('a program on Node %i', (major) => {
  it('stops at a breakpoint, is looked at, steps, and goes on to its own end after the session', async () => {
    const { program, port } = await startWithInspector(major);
    const session = await debug.attach({ port });
    expect(session.target.pid).toBe(program.pid);
    const line = program.lineOf('// here');
    const hit = session.events.next('breakpoint-hit', 5_000);
    const paused = session.events.next('paused', 5_000);
    const breakpoint = await session.setBreakpoint({ file: program.file, line, condition: 'round % 5 === 3' });
    expect(breakpoint.locations).toMatchObject([{ line }]);
    expect(await paused).toMatchObject({ reason: 'breakpoint', breakpoints: [breakpoint.id] });
    const { locals, frames } = await hit;
    const round = Number(locals.find(({ name }) => name === 'round')?.value);
    expect(round % 5).toBe(3);
    expect(locals).toContainEqual({ name: 'doubled', type: 'number', value: round * 2, description: `${round * 2}` });
    expect(frames[0]).toMatchObject({ fn: 'work', line });
    expect(session.state).toBe('paused');
    expect(await session.evaluate('doubled + round')).toMatchObject({ type: 'number', value: round * 3 });
    expect((await session.stepOver()).frames[0]).toMatchObject({ fn: 'work', line: line + 1 });
    expect(session.callFrames[0]).toMatchObject({ fn: 'work', line: line + 1 });
    expect((await session.stepOut()).frames[0]?.fn).not.toBe('work');
    expect(await session.removeBreakpoint(breakpoint)).toBe(true);
    await session.resume();
    expect(session.state).toBe('running');
    await session.evaluate('globalThis.enough = true');
    await session.close();
    expect(await program.ended).toBe(9);
    expect(session.statistics).toMatchObject({ breakpoints: 1, hits: 1, evaluations: 2 });
    expect(session.statistics.roundTrip).toBeGreaterThan(0);
  });

  it('is attached to by its process id, has its inspector closed again, and goes on', async () => {
    const program = await start(major);
    const { pid } = program;
    const port = await RemoteDebugger.withSession({ pid }, async (session) => {
      expect(await session.evaluate('process.pid')).toMatchObject({ value: pid });
      return Number(new URL(session.target.url ?? '').port);
    });
    const refused = () => debug.attach({ port }).then(String, String);
    await eventually(refused, (text) => text.includes('Nothing listens'), { what: 'The inspector is closed' });
    const again = await debug.attach({ pid });
    await again.evaluate('globalThis.enough = true');
    await again.close();
    expect(await program.ended).toBe(9);
  });

  it('goes on at a breakpoint that does not pause, and tells the hit', async () => {
    const { program, port } = await startWithInspector(major);
    const session = await debug.attach({ port });
    const line = program.lineOf('// here');
    const hit = session.events.next('breakpoint-hit', 5_000);
    await session.setBreakpoint({ file: program.file, line, log: 'doubled === round * 2', pause: false });
    expect(await hit).toMatchObject({ log: { type: 'boolean', value: true }, paused: false });
    await session.events.next('breakpoint-hit', 5_000);
    expect(session.state).toBe('running');
    expect(session.events.recent.map(({ kind }) => kind)).not.toContain('paused');
  });

  it('that ends by itself is not held up by the session', async () => {
    const { program, port } = await startWithInspector(major);
    const session = await debug.attach({ port });
    const ended = session.events.next('ended', 5_000);
    await session.evaluate('globalThis.enough = true');
    expect((await ended).reason).toBe('the program ended');
    expect(await program.ended).toBe(9);
    expect([session.state, debug.sessions]).toEqual(['ended', []]);
    await expect(session.evaluate('1')).rejects.toThrow('has ended: attach again');
  });
});

describe('a session with another process', () => {
  it('tells what the program writes with console, and how it pauses and goes on', async () => {
    const { port } = await startWithInspector(24);
    const session = await debug.attach({ port });
    const iterator = session.events[Symbol.asyncIterator]();
    const written = session.events.next('console', 5_000);
    await session.evaluate('console.warn("low", { left: 2 })');
    expect(await written).toMatchObject({ level: 'warning', text: 'low { left: 2 }' });
    await session.pause();
    await session.resume();
    await session.close();
    const kinds: string[] = [];
    for await (const { kind } of iterator) kinds.push(kind);
    expect(kinds).toEqual(['console', 'paused', 'resumed', 'ended']);
  });

  it('gives the error of the program when an expression fails, and ends one that never does', async () => {
    const { port } = await startWithInspector(24);
    const session = await debug.attach({ port });
    await expect(session.evaluate('missing')).rejects.toMatchObject({
      name: 'EvaluationError',
      message: 'ReferenceError: missing is not defined',
      type: 'ReferenceError',
    });
    await expect(session.evaluate('throw 5')).rejects.toThrow('Uncaught 5');
    await expect(session.evaluate('while (true);', { timeout: 50 })).rejects.toThrow('ran longer than 50 ms');
    const never = session.evaluate('new Promise(() => {})', { awaitPromise: true, timeout: 50 });
    await expect(never).rejects.toThrow('There was no result after 50 ms: new Promise(() => {})');
    const late = 'new Promise((_, reject) => setImmediate(reject, new RangeError("late")))';
    await expect(session.evaluate(late, { awaitPromise: true })).rejects.toThrow('RangeError: late');
    expect(await session.evaluate('Promise.resolve(7n)', { awaitPromise: true })).toMatchObject({ value: 7n });
    await expect(session.evaluate('1', { frame: 0 })).rejects.toThrow('The program is not paused');
    await session.pause();
    await expect(session.evaluate('1', { frame: 99 })).rejects.toThrow('There is no frame 99');
    await expect(session.evaluate('1', { awaitPromise: true })).rejects.toThrow('settles no promise');
  });

  it('refuses breakpoints that cannot be', async () => {
    const { program, port } = await startWithInspector(24);
    const session = await debug.attach({ port });
    const { file } = program;
    await expect(session.setBreakpoint({ file, line: 0 })).rejects.toThrow('line of a breakpoint is 0');
    await expect(session.setBreakpoint({ file, line: 1, column: 1.5 })).rejects.toThrow(
      'column of a breakpoint is 1.5',
    );
    await expect(session.setBreakpoint({ file: '', line: 1 })).rejects.toThrow('needs the path of a file');
    await expect(session.setBreakpoint({ file, line: 4, condition: 'round ===' })).rejects.toThrow('is no expression');
    await session.setBreakpoint({ file, line: 4, condition: 'false' });
    await expect(session.setBreakpoint({ file, line: 4 })).rejects.toThrow('already exists');
    expect(session.breakpoints).toHaveLength(1);
    expect(await session.removeBreakpoint('b99')).toBe(false);
  });

  it('that is closed at a breakpoint in busy code lets the program go on', async () => {
    const { program, port } = await startWithInspector(24);
    await RemoteDebugger.withSession({ port }, async (session) => {
      const paused = session.events.next('paused', 5_000);
      await session.setBreakpoint({ file: program.file, line: program.lineOf('// here') });
      await paused;
      await session.evaluate('globalThis.enough = true');
    });
    expect(await program.ended).toBe(9);
  });

  it('that is closed at a debugger statement lets the program go on', async () => {
    const { program, port } = await startWithInspector(24, `${working}setInterval(() => { debugger; }, 5).unref();`);
    const session = await debug.attach({ port });
    if (session.state === 'running') await session.events.next('paused', 5_000);
    await session.evaluate('globalThis.enough = true');
    await session.close();
    expect(await program.ended).toBe(9);
  });

  it('ends when the program is killed, and says so to whoever waits', async () => {
    const { program, port } = await startWithInspector(24);
    const session = await debug.attach({ port });
    const never = session.evaluate('new Promise(() => {})', { awaitPromise: true });
    const ended = session.events.next('ended', 5_000);
    program.child.kill('SIGKILL');
    await expect(never).rejects.toThrow('the connection to the program ended');
    expect((await ended).reason).toBe('the connection to the program ended');
    await session.close();
    expect(debug.statistics).toMatchObject({ openSessions: 0, sessions: 1, evaluations: 1 });
  });

  it('works beside another debugger of the same program', async () => {
    const { program, port, url } = await startWithInspector(24);
    const [first, second] = await Promise.all([debug.attach({ port }), debug.attach({ url })]);
    const line = program.lineOf('// here');
    const hits = [first, second].map((session) => session.events.next('breakpoint-hit', 20_000));
    await first.setBreakpoint({ file: program.file, line, pause: false });
    await second.setBreakpoint({ file: program.file, line: line + 1, pause: false });
    expect((await Promise.all(hits)).map(({ frames }) => frames[0]?.line)).toEqual([line, line + 1]);
    await first.close();
    await second.events.next('breakpoint-hit', 20_000);
  });
});

describe('attaching says what is wrong', () => {
  it('where there is no such process', async () => {
    const program = await start(24, [], '');
    await program.ended;
    await expect(debug.attach({ pid: program.pid })).rejects.toThrow(`There is no process ${program.pid}.`);
    await expect(debug.attach({ pid: -1 })).rejects.toThrow('-1 is no process id');
  });

  it.skipIf(process.platform === 'win32')('where the process is not Node, which is left alone', async () => {
    const other = spawn('sleep', ['60']);
    await once(other, 'spawn');
    await expect(debug.attach({ pid: other.pid ?? 0 })).rejects.toThrow('runs sleep, not node');
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  it('where nothing listens, or something that is no inspector', async () => {
    await expect(debug.attach({ port: await freePort() })).rejects.toThrow('Nothing listens at 127.0.0.1');
    const web = await listen(createHttpServer((_, response) => response.end('<p>hello</p>')));
    await expect(debug.attach({ port: web })).rejects.toThrow('does not answer as an inspector');
    await expect(debug.attach({ url: `ws://127.0.0.1:${web}/x` })).rejects.toThrow('No inspector answers at');
    const silent = await listen(createServer((socket) => socket.on('error', () => undefined)));
    await expect(debug.attach({ port: silent }, { timeout: 100 })).rejects.toThrow('no answer within 100 ms');
    await expect(debug.attach({ port: 70_000 })).rejects.toThrow('70000 is no port');
    await expect(debug.attach({ url: 'http://127.0.0.1' })).rejects.toThrow('is no address of an inspector');
  });

  it('where the host is another machine and nobody asked for that', async () => {
    await expect(debug.attach({ host: '192.0.2.1', port: 9_229 })).rejects.toThrow('pass allowRemote: true');
    await expect(debug.attach({ url: 'ws://192.0.2.1:9229/x' })).rejects.toThrow('pass allowRemote: true');
  });
});
