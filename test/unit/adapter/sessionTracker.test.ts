import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopFilters } from '../../../src/adapter/conditions/stopFilters.ts';
import { StopRules } from '../../../src/adapter/conditions/stopRules.ts';
import { SessionTracker, type SessionTrackerOptions } from '../../../src/adapter/sessionTracker.ts';
import { commandIn, FakeProgram } from './fakeProgram.ts';
import { problem } from './conditions/problem.ts';
import { event, request, response } from './messages.ts';

const preloadPath = join(mkdtempSync(join(tmpdir(), 'tracker-')), 'preload.cjs');
writeFileSync(preloadPath, 'first();\ntrap(); /*! async-scope:trap */\n');

let program: FakeProgram;
let tracker: SessionTracker | undefined;

beforeEach(async () => {
  program = await FakeProgram.start();
});

afterEach(() => {
  tracker?.dispose();
  program.stop();
});

/** A session whose debugger answers with the address of the program; requests of ours pass the tracker, as they do in an editor. */
function track(
  answers: Record<string, () => Promise<unknown>> = {},
  isTarget = true,
  more: Pick<SessionTrackerOptions, 'ignored'> = {},
) {
  const sent: string[] = [];
  const customRequest = (command: string): Promise<unknown> => {
    const message = request(command, {}, 50 + sent.length);
    tracker?.onWillReceiveMessage(message);
    sent.push(message.command);
    return answers[command]?.() ?? Promise.resolve(command === 'requestCDPProxy' ? program.address : {});
  };
  const options = {
    session: { id: 's', name: 'app', isTarget, customRequest },
    preloadPath,
    log: vi.fn(),
    onEvents: vi.fn(),
    onLink: vi.fn(),
    describe: () => ({ title: 'title', sentence: 'sentence', usualCauses: [] }),
    ...more,
  } satisfies SessionTrackerOptions;
  tracker = new SessionTracker(options);
  return { ...options, tracker, sent };
}

const exceptionBreakpoints = (checked: boolean) =>
  request('setExceptionBreakpoints', { filters: checked ? ['asyncScope.cancelScope'] : [] });

describe('the start of a session', () => {
  it('is held until the link stands, and the held request is the last thing that is changed', async () => {
    const { tracker: own, sent, onLink } = track();
    const message = request('configurationDone');
    own.onWillReceiveMessage(message);
    expect(message.command).toBe('threads');
    await vi.waitUntil(() => sent.includes('configurationDone'));
    expect(sent).toEqual(['requestCDPProxy', 'configurationDone']);
    expect(program.methods).toHaveLength(3);
    expect(program.calls[1]?.params).toMatchObject({ lineNumber: 1 });
    expect(onLink.mock.calls).toEqual([[own.link]]);
    expect(own.link).toBeDefined();
  });

  it.each([
    ['no address', { requestCDPProxy: () => Promise.resolve(undefined) }],
    ['a refusal', { requestCDPProxy: () => Promise.reject(new Error('Not supported')) }],
    ['a dead port', { requestCDPProxy: () => Promise.resolve({ host: '127.0.0.1', port: 1, path: '/' }) }],
  ])('is let go, with one line in the log, where the debugger gives %s', async (_, answers) => {
    const { tracker: own, sent, log, onLink } = track(answers);
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => sent.includes('configurationDone'));
    expect(log.mock.calls).toHaveLength(1);
    expect(log.mock.calls[0]?.[0]).toMatch(/^app: no link to the program, it runs as if Async Scope were absent: /);
    expect(onLink).not.toHaveBeenCalled();
  });

  it('is let go after half a second by itself, with one line in the log, and a late link still counts', async () => {
    let give: (address: unknown) => void = () => undefined;
    const late = new Promise((resolve) => {
      give = resolve;
    });
    const { tracker: own, sent, log } = track({ requestCDPProxy: () => late });
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => sent.includes('configurationDone'));
    expect(log.mock.calls).toEqual([
      ['app: the link to the program took longer than 500 ms; the program runs without waiting'],
    ]);
    give(program.address);
    await vi.waitUntil(() => own.link !== undefined);
  });

  it('is not held in a session that only groups others, which has the checkbox all the same', () => {
    const { tracker: own, sent } = track({}, false);
    const message = request('configurationDone');
    own.onWillReceiveMessage(message);
    expect(message.command).toBe('configurationDone');
    const capabilities = response('initialize', {});
    own.onDidSendMessage(capabilities);
    expect(capabilities.body).toMatchObject({
      exceptionBreakpointFilters: stopFilters.map(({ shown }) => ({ filter: shown.filter })),
    });
    expect(sent).toEqual([]);
  });

  it('that the user breaks off opens nothing', async () => {
    const { tracker: own, onLink, log, sent } = track();
    own.onWillReceiveMessage(request('configurationDone'));
    own.onWillStopSession();
    await new Promise((resolve) => setImmediate(resolve));
    expect([onLink.mock.calls, log.mock.calls, sent]).toEqual([[], [], ['requestCDPProxy']]);
    expect(own.link).toBeUndefined();
  });
});

describe('the checkbox', () => {
  it('unchecked from the start sets no trap, and tells the agent when it says hello', async () => {
    const { tracker: own, onEvents } = track();
    own.onWillReceiveMessage(exceptionBreakpoints(false));
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => own.link !== undefined);
    expect(program.methods).not.toContain('Debugger.setBreakpointByUrl');
    program.sendEvents(['hello', 0, 1, '0', 7, 0, 'v24', 'app', '/', 0]);
    expect(commandIn(await program.called('Runtime.evaluate'))).toMatchObject({
      type: 'configure',
      settings: { trap: false },
    });
    expect(onEvents.mock.calls).toEqual([['7/0', [expect.objectContaining({ type: 'hello' })]]]);
  });

  it('changed while the program runs takes effect at once', async () => {
    const { tracker: own } = track();
    own.onWillReceiveMessage(exceptionBreakpoints(true));
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => own.link !== undefined);
    own.onWillReceiveMessage(exceptionBreakpoints(false));
    await program.called('Debugger.removeBreakpoint');
    own.onWillReceiveMessage(exceptionBreakpoints(true));
    await program.called('Debugger.setBreakpointByUrl', 2);
    const settings = program.calls.filter(({ method }) => method === 'Runtime.evaluate').map(commandIn);
    expect(settings).toMatchObject([{ settings: { trap: false } }, { settings: { trap: true } }]);
  });
});

describe('what is ignored', () => {
  const conditions = (): unknown[] =>
    program.calls.flatMap(({ method, params }) =>
      method === 'Debugger.setBreakpointByUrl' ? [params['condition']] : [],
    );
  const site = 'exited-twice@file:///a.js:1:2';
  const rules = StopRules.byDefault;

  it('is in the condition of the trap from the start, where it is known by then', async () => {
    const ignored = { classes: ['never-entered'], sites: [site] };
    const { tracker: own } = track({}, true, { ignored });
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => own.link !== undefined);
    expect(conditions()).toEqual([rules.ignoring(ignored).toJavaScript()]);
    expect(own.stopsAt(problem({ class: 'never-entered' }))).toBe(false);
    expect(own.stopsAt(problem({ class: 'exited-twice' }))).toBe(true);
  });

  it('changes the condition of a program that runs, and is in force when that is said', async () => {
    const { tracker: own } = track();
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => own.link !== undefined);
    await own.ignore({ classes: [], sites: [site] });
    await own.ignore({ classes: ['never-entered'], sites: [] });
    expect(conditions()).toEqual([
      rules.toJavaScript(),
      rules.ignoring({ classes: [], sites: [site] }).toJavaScript(),
      rules.ignoring({ classes: ['never-entered'], sites: [] }).toJavaScript(),
    ]);
  });

  it('stays ignored when the checkboxes change', async () => {
    const { tracker: own } = track();
    await own.ignore({ classes: ['exited-twice'], sites: [] });
    own.onWillReceiveMessage(exceptionBreakpoints(true));
    expect(own.stopsAt(problem({ class: 'exited-twice' }))).toBe(false);
  });
});

describe('what the program is stopped for', () => {
  it('is the violation, while the editor shows the stop at it', async () => {
    const { tracker: own } = track();
    own.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => own.link !== undefined);
    expect(own.stoppedFor).toBeUndefined();
    program.sendEvents(['violation', 5, 9, 'exited-twice', 1, 0, 'orders', 1, 1, [], [], null]);
    program.emit('Debugger.paused', { hitBreakpoints: ['trap-1'], callFrames: [] });
    own.onDidSendMessage(event('stopped', { reason: 'breakpoint', threadId: 1, hitBreakpointIds: [] }));
    await vi.waitUntil(() => own.stoppedFor !== undefined);
    expect(own.stoppedFor).toMatchObject({ program: '7/0', violation: { id: 9, cause: 'exited-twice' } });
    program.emit('Debugger.resumed', {});
    await vi.waitUntil(() => own.stoppedFor === undefined);
  });
});

describe('the end of a session', () => {
  const linked = async () => {
    const all = track();
    all.tracker.onWillReceiveMessage(request('configurationDone'));
    await vi.waitUntil(() => all.tracker.link !== undefined);
    return all;
  };

  it.each([
    ['the user stops it', (own: SessionTracker) => own.onWillStopSession()],
    ['the program ends', (own: SessionTracker) => own.onDidSendMessage(event('terminated'))],
    ['the debugger is gone', (own: SessionTracker) => own.onExit()],
    ['the tracker is disposed', (own: SessionTracker) => own.dispose()],
  ])('closes the link once when %s', async (_, end) => {
    const { tracker: own, onLink, log } = await linked();
    end(own);
    end(own);
    expect(onLink.mock.calls.at(-1)).toEqual([undefined]);
    expect(onLink).toHaveBeenCalledTimes(2);
    expect(own.link).toBeUndefined();
    expect(log).not.toHaveBeenCalled();
  });

  it('in the middle of a connection is said once', async () => {
    const { onLink, log } = await linked();
    program.drop();
    await vi.waitUntil(() => onLink.mock.calls.length === 2);
    expect(onLink.mock.calls.at(-1)).toEqual([undefined]);
    expect(log.mock.calls).toEqual([['app: the link to the program was lost']]);
  });

  it('still lets through what the program said last', async () => {
    const { tracker: own, onEvents } = await linked();
    program.sendEvents(['bye', 9, 0]);
    own.onDidSendMessage(event('terminated'));
    await vi.waitUntil(() => onEvents.mock.calls.length === 1);
  });
});
