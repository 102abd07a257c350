import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownEvents } from '../../../../src/agent/api/remote/debugConnection.ts';
import { SocketConnection } from '../../../../src/agent/api/remote/socketConnection.ts';
import { FakeProgram } from '../../adapter/fakeProgram.ts';

const timeout = 5_000;
const frame = {
  callFrameId: '0',
  functionName: 'work',
  location: { scriptId: '1', lineNumber: 2, columnNumber: 0 },
  scopeChain: [
    { type: 'local', object: { type: 'object', objectId: 'locals' } },
    { type: 'global', object: { type: 'object', objectId: 'globals' } },
  ],
};

let program: FakeProgram;
let connection: SocketConnection;
let heard: { method: string; params: Record<string, unknown> }[];

beforeEach(async () => {
  program = await FakeProgram.start();
  program.answer = ({ method }) => {
    if (method === 'Debugger.setBreakpointByUrl') return { breakpointId: 'v8-1', locations: [] };
    return method === 'Runtime.getProperties' ? { result: [] } : {};
  };
  connection = await SocketConnection.open(program.address, timeout);
  heard = [];
  connection.onEvent((event) => heard.push(event));
});

afterEach(async () => {
  await connection.close();
  program.stop();
});

const stop = (...hitBreakpoints: string[]) =>
  program.emit('Debugger.paused', { reason: 'other', hitBreakpoints, callFrames: [frame] });

const next = (method: string) =>
  new Promise<void>((resolve) => {
    connection.onEvent((event) => event.method === method && resolve());
  });

describe('a stop at a breakpoint', () => {
  it('that does not pause is captured before the program goes on', async () => {
    await connection.setBreakpoint({}, { pause: false }, timeout);
    stop('v8-1');
    await program.called('Debugger.resume');
    expect(program.methods).toEqual(['Debugger.setBreakpointByUrl', 'Runtime.getProperties', 'Debugger.resume']);
    expect(heard).toMatchObject([{ method: ownEvents.captured, params: { hits: ['v8-1'], paused: false } }]);
  });

  it('that comes in one packet with the answer that sets it is known already', async () => {
    program.answer = ({ method }) => (method === 'Runtime.getProperties' ? { result: [] } : undefined);
    const set = connection.setBreakpoint({}, { pause: false }, timeout);
    const { id } = await program.called('Debugger.setBreakpointByUrl');
    program.sendRaw(JSON.stringify({ id, result: { breakpointId: 'v8-1', locations: [] } }));
    stop('v8-1');
    await set;
    await program.called('Debugger.resume');
    expect(heard.map(({ method }) => method)).toEqual([ownEvents.captured]);
  });

  it('stays when it is to pause, when a step ends there, and when another debugger made it', async () => {
    await connection.setBreakpoint({}, { pause: false }, timeout);
    await connection.send('Debugger.stepOver', {}, timeout);
    const ways = [['v8-1'], ['v8-2'], []];
    for (const hits of ways) {
      if (hits[0] === 'v8-2') {
        program.answer = ({ method }) => (method === 'Runtime.getProperties' ? {} : { breakpointId: 'v8-2' });
        await connection.setBreakpoint({}, { pause: true }, timeout);
      }
      const told = next('Debugger.paused');
      stop(...hits);
      await told;
    }
    const { captured } = ownEvents;
    const expected = [captured, 'Debugger.paused', captured, 'Debugger.paused', 'Debugger.paused'];
    expect(heard.map(({ method }) => method)).toEqual(expected);
    expect(program.methods).not.toContain('Debugger.resume');
  });

  it('goes on also when it cannot be captured', async () => {
    program.answer = ({ method }) => {
      if (method === 'Debugger.setBreakpointByUrl') return { breakpointId: 'v8-1', locations: [] };
      return method === 'Runtime.getProperties' ? 'no such object' : {};
    };
    await connection.setBreakpoint({}, { pause: false }, timeout);
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    stop('v8-1');
    await program.called('Debugger.resume');
    expect((await warned).message).toContain('no such object');
  });
});

describe('the end of a connection', () => {
  it('is told when it comes by itself, and fails the calls that wait', async () => {
    program.answer = () => undefined;
    const reason = new Promise((resolve) => connection.onClosed(resolve));
    const call = expect(connection.send('Runtime.evaluate', {}, timeout)).rejects.toThrow('the connection');
    await program.called('Runtime.evaluate');
    program.drop();
    await call;
    expect(await reason).toBe('the connection to the program ended');
  });

  it('comes when the program ends and waits for its debugger', async () => {
    const reason = new Promise((resolve) => connection.onClosed(resolve));
    program.emit('Runtime.executionContextDestroyed', { executionContextId: 1 });
    expect(await reason).toBe('the program ended');
  });
});
