import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DebuggerLink, type DebuggerLinkOptions } from '../../../src/adapter/debuggerLink.ts';
import { StopState } from '../../../src/adapter/stopState.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { commandIn, FakeProgram } from './fakeProgram.ts';

let program: FakeProgram;
let link: DebuggerLink | undefined;

beforeEach(async () => {
  program = await FakeProgram.start();
});

afterEach(() => {
  link?.dispose();
  link = undefined;
  program.stop();
});

async function open(changes: Partial<Pick<DebuggerLinkOptions, 'address' | 'stopWhen'>> = {}) {
  const events: AgentEvent[] = [];
  const heard = vi.fn();
  const options = {
    address: program.address,
    trap: { urlRegex: '^/ext/preload\\.cjs$', line: 41, column: 7 },
    stopWhen: 'when',
    state: new StopState(),
    log: vi.fn(),
    onClosed: vi.fn(),
    onEvents(_: string, batch: readonly AgentEvent[]) {
      events.push(...batch);
      heard();
    },
    ...changes,
  };
  link = await DebuggerLink.open(options);
  return { ...options, link, events, heard };
}

const done = (command: string, message = 'done') => program.sendEvents(['command-done', 1, command, true, message]);

describe('opening the link', () => {
  it('adds the binding, sets the trap and subscribes, and touches nothing else of the debugger', async () => {
    await open();
    expect(program.calls.map(({ method, params }) => [method, params])).toEqual([
      ['Runtime.addBinding', { name: '__asyncScope' }],
      [
        'Debugger.setBreakpointByUrl',
        { urlRegex: '^/ext/preload\\.cjs$', lineNumber: 41, columnNumber: 7, condition: 'when' },
      ],
      ['JsDebug.subscribe', { events: ['Runtime.bindingCalled', 'Debugger.paused', 'Debugger.resumed'] }],
    ]);
  });

  it('waits for the debugger and not for the program', async () => {
    program.answer = ({ method }) => (method === 'JsDebug.subscribe' ? {} : undefined);
    await open();
    expect(program.methods).toHaveLength(3);
  });

  it('sets no trap while the checkbox is off', async () => {
    const { link: own } = await open({ stopWhen: undefined });
    expect(program.methods).not.toContain('Debugger.setBreakpointByUrl');
    await own.stopWhen('a');
    await own.stopWhen('a');
    await own.stopWhen('b');
    await own.stopWhen(undefined);
    const where = { urlRegex: '^/ext/preload\\.cjs$', lineNumber: 41, columnNumber: 7 };
    expect(program.calls.slice(2).map(({ method, params }) => [method, params])).toEqual([
      ['Debugger.setBreakpointByUrl', { ...where, condition: 'a' }],
      ['Debugger.removeBreakpoint', { breakpointId: 'trap-1' }],
      ['Debugger.setBreakpointByUrl', { ...where, condition: 'b' }],
      ['Debugger.removeBreakpoint', { breakpointId: 'trap-1' }],
    ]);
  });

  it('goes on without the trap where the debugger refuses it, with one line in the log', async () => {
    const usual = program.answer;
    program.answer = (call) => (call.method.startsWith('Debugger.') ? 'Debugger agent is not enabled' : usual(call));
    const { log } = await open();
    await vi.waitUntil(() => log.mock.calls.length > 0);
    expect(log.mock.calls).toEqual([
      [
        'stopping at violations could not be turned on: ' +
          'Debugger.setBreakpointByUrl was refused: Debugger agent is not enabled',
      ],
    ]);
  });

  it('says so where the program refuses the binding', async () => {
    program.answer = ({ method }) => (method === 'Runtime.addBinding' ? 'no' : {});
    const { log } = await open({ stopWhen: undefined });
    await vi.waitUntil(() => log.mock.calls.length > 0);
    expect(log.mock.calls).toEqual([['no events will come from the program: Runtime.addBinding was refused: no']]);
  });

  it('fails where the debugger refuses the subscription, and where nobody listens', async () => {
    program.answer = ({ method }) => (method === 'JsDebug.subscribe' ? 'no' : {});
    await expect(open()).rejects.toThrow('JsDebug.subscribe was refused: no');
    const { address } = program;
    program.stop();
    await expect(open({ address })).rejects.toThrow();
  });
});

describe('events', () => {
  it('arrive decoded, in order, and a violation and V8 tell what the program is stopped at', async () => {
    const { events, heard, state } = await open();
    program.emit('Debugger.paused', { hitBreakpoints: ['trap-1'] });
    program.sendEvents(['bye', 1, 0], ['violation', 2, 9, 'exited-twice', 1, 0, 'scope', 0, 0, [], [], null]);
    await vi.waitUntil(() => heard.mock.calls.length === 1);
    expect(events.map(({ type }) => type)).toEqual(['bye', 'violation']);
    expect(state.violation).toMatchObject({ program: '7/0', violation: { id: 9, cause: 'exited-twice' } });
    expect(state.isPaused).toBe(true);
    program.emit('Debugger.resumed', {});
    await vi.waitUntil(() => !state.isPaused);
    expect(state.violation).toBeUndefined();
  });

  it('go on after malformed batches and foreign messages, each logged', async () => {
    const { events, heard, log } = await open();
    program.sendRaw('not JSON');
    program.sendRaw('{"neither":1}');
    program.sendBatch('{"v":1');
    program.sendBatch('{"v":99,"program":"7/0","rows":[]}');
    program.sendBatch('whatever', 'bindingOfSomebodyElse');
    program.sendEvents(['bye', 1, 'not a number']);
    program.sendEvents(['bye', 1, 0]);
    await vi.waitUntil(() => heard.mock.calls.length === 1);
    expect(events).toHaveLength(1);
    expect(log.mock.calls).toHaveLength(5);
  });

  it('that are malformed over and over do not fill the log', async () => {
    const { heard, log } = await open();
    for (let n = 0; n < 100; n += 1) program.sendBatch('broken');
    program.sendEvents(['bye', 1, 0]);
    await vi.waitUntil(() => heard.mock.calls.length === 1);
    expect(log.mock.calls).toHaveLength(21);
  });
});

describe('the question where the program is', () => {
  it.each([
    ['is no news where the program ended meanwhile', 'Connection is closed', []],
    [
      'is said to be refused where the debugger has another reason',
      'Not supported',
      ['the program cannot be asked for its task: Runtime.compileScript was refused: Not supported'],
    ],
  ])('%s', async (_, refusal, lines) => {
    const { answer } = program;
    program.answer = (call) => (call.method === 'Runtime.compileScript' ? refusal : answer(call));
    const { log, heard } = await open();
    program.sendEvents(['hello', 0, 1, '0', 7, 0, 'v24', 'app', '/', 0]);
    await program.called('Runtime.compileScript');
    // What is sent after the refusal arrives after it.
    program.sendEvents(['bye', 9, 0]);
    await vi.waitUntil(() => heard.mock.calls.length === 2);
    expect(log.mock.calls).toEqual(lines.map((line) => [line]));
  });
});

describe('commands', () => {
  it('are evaluated in the program and resolve with the answer of the agent', async () => {
    const { link: own } = await open();
    const result = own.request({ type: 'retry', operation: 3 });
    const call = await program.called('Runtime.evaluate');
    expect(commandIn(call)).toEqual({ type: 'retry', operation: 3, command: 'c1' });
    done('c7', 'of somebody else');
    done('c1', 'Started attempt 2.');
    await expect(result).resolves.toEqual({ ok: true, message: 'Started attempt 2.' });
  });

  it('survive any text', async () => {
    const { link: own } = await open();
    const reason = '"; throw 1; \' ` \\ \n \u2028 </script>';
    void own.request({ type: 'cancel-scope', scope: 1, reason }).catch(() => undefined);
    expect(commandIn(await program.called('Runtime.evaluate'))).toMatchObject({ reason });
  });

  it('that reach the code of the user have no name that would keep the debugger from stopping there', async () => {
    const { link: own } = await open();
    for (const request of [
      { type: 'retry', operation: 1 },
      { type: 'cancel-task', task: 1, reason: '' },
      { type: 'snapshot' },
      { type: 'configure', settings: {} },
    ] as const) {
      void own.request(request).catch(() => undefined);
    }
    await program.called('Runtime.evaluate', 4);
    const named = program.calls.slice(3).map(({ params }) => String(params['expression']).includes('.cdp'));
    expect(named).toEqual([false, false, true, true]);
  });

  it('say so where there is no agent, where it fails, and where the program ends first', async () => {
    const { link: own, onClosed } = await open();
    program.answer = () => ({ result: { type: 'boolean', value: false } });
    await expect(own.request({ type: 'snapshot' })).rejects.toThrow('Async Scope is not loaded in this program.');
    program.answer = () => ({ result: {}, exceptionDetails: { text: 'Uncaught' } });
    await expect(own.request({ type: 'snapshot' })).rejects.toThrow('The agent in the program failed');
    program.answer = () => undefined;
    const last = own.request({ type: 'snapshot' });
    await program.called('Runtime.evaluate', 3);
    program.drop();
    await expect(last).rejects.toThrow('ended');
    await vi.waitUntil(() => onClosed.mock.calls.length > 0);
    expect(onClosed).toHaveBeenCalledOnce();
  });

  it('to a paused program resolve at once, with the answer or with the promise that it comes', async () => {
    const { link: own, state } = await open();
    program.emit('Debugger.paused', { hitBreakpoints: [] });
    await vi.waitUntil(() => state.isPaused);
    const snapshot = own.request({ type: 'snapshot' });
    await program.called('Runtime.evaluate');
    done('c1');
    await expect(snapshot).resolves.toEqual({ ok: true, message: 'done' });
    await expect(own.request({ type: 'cancel-scope', scope: 1, reason: 'r' })).resolves.toEqual({
      ok: true,
      message: 'The program is paused. This happens as soon as it continues.',
    });
  });

  it('to try an operation again wait for the attempt, however long it takes', async () => {
    const { link: own, state } = await open();
    program.emit('Debugger.paused', { hitBreakpoints: [] });
    await vi.waitUntil(() => state.isPaused);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const attempt = own.request({ type: 'retry', operation: 1 });
      const later = own.request({ type: 'snapshot' });
      await program.called('Runtime.evaluate', 2);
      done('c2');
      // Answers come in order, so by then the program has taken the first.
      await later;
      vi.advanceTimersByTime(60_000);
      done('c1');
      await expect(attempt).resolves.toEqual({ ok: true, message: 'done' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('that are never answered end with a clear sentence', async () => {
    const { link: own } = await open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const result = expect(own.request({ type: 'snapshot' })).rejects.toThrow(
        'The program did not answer within 10 s; it may be busy or paused.',
      );
      vi.advanceTimersByTime(10_000);
      await result;
    } finally {
      vi.useRealTimers();
    }
  });

  it('after the end of the link are refused', async () => {
    const { link: own, onClosed } = await open();
    own.dispose();
    await expect(own.request({ type: 'snapshot' })).rejects.toThrow();
    expect(onClosed).not.toHaveBeenCalled();
  });
});
