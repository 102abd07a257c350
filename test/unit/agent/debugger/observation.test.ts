import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import {
  AsyncDebugger,
  AsyncTaskTracker,
  CancelScope,
  CancelScopeTracker,
  Observation,
  defaultObservation,
  getDebugger,
  getTracker,
  trackLock,
  trackSession,
} from '../../../../src/agent/api/index.ts';
import { sharedRuntime } from '../../../../src/agent/runtime.ts';
import { readRecording } from '../../../../src/common/recording/recordingReader.ts';
import { parseRecordingLine } from '../../../../src/protocol/wire.ts';
import { Model } from '../../../../src/model/model.ts';
import { eventually } from '../../../support/eventually.ts';
import { Recorder } from '../recorder.ts';

const kindsIn = (observation: Observation): string[] => [...observation.events].map(({ type }) => type);

describe('an observation', () => {
  it('begins with a greeting and the task of the program', () => {
    using observation = new Observation();
    expect(kindsIn(observation).slice(0, 2)).toEqual(['hello', 'task-started']);
    expect(observation.program).toMatchObject({ pid: process.pid, node: process.version });
  });

  it('hears beside another listener, and both hear all', () => {
    const heard = Recorder.attach();
    using observation = new Observation();
    CancelScope.enter('both').exit();
    Recorder.detach();
    expect(heard.of('scope-exited')).toHaveLength(1);
    expect(kindsIn(observation)).toContain('scope-exited');
  });

  it('that comes late knows the places and what is alive', async () => {
    using early = new Observation();
    sharedRuntime().configure({ captureSites: true });
    const hold = await trackLock('late').acquire();
    using late = new Observation();
    expect(late.program.sites.size).toBe(early.program.sites.size);
    expect(late.program.locks.get('late')?.holders.size).toBe(1);
    expect(early.read().statistics.locks).toMatchObject({ acquired: 1, held: 1 });
    hold.released();
  });

  it('keeps the last events only, and counts those that made room', () => {
    using observation = new Observation({ retention: { logEvents: 4 } });
    const before = observation.events.dropped + observation.events.size;
    for (let turn = 0; turn < 5; turn += 1) CancelScope.enter(`scope ${turn}`).exit();
    expect(observation.events.size).toBe(4);
    expect(observation.events.dropped).toBe(before + 10 - 4);
    expect(kindsIn(observation)).toEqual(['scope-entered', 'scope-exited', 'scope-entered', 'scope-exited']);
    expect([...observation.events].at(-2)).toMatchObject({ name: 'scope 4' });
    expect(new CancelScopeTracker({ observation }).getScopeStatistics()).toMatchObject({ enterCount: 5, exitCount: 5 });
  });

  it('refuses a log that keeps nothing, and says what to give', () => {
    expect(() => new Observation({ retention: { logEvents: 0 } })).toThrow(
      'retention.logEvents is 0, but should be a whole number from 1 to 10000000.',
    );
  });

  it('hears nothing more once it is closed, and what it heard stays', () => {
    const observation = new Observation();
    CancelScope.enter('before').exit();
    observation.close();
    CancelScope.enter('after').exit();
    expect(observation.read().statistics.scopes.entered).toBe(1);
    expect(sharedRuntime().observed).toBe(false);
  });

  it('ends by itself when nothing refers to it any more', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    (() => void new AsyncTaskTracker({ observation: new Observation() }).getSummary())();
    expect(sharedRuntime().observed).toBe(true);
    await eventually(
      () => {
        collect();
        return sharedRuntime().observed;
      },
      (observed) => !observed,
      { what: 'the observation has ended', timeout: 8_000 },
    );
  });

  it('takes whatever the program calls a name', () => {
    using observation = new Observation();
    trackSession(Symbol('s') as unknown as string).close();
    trackSession(Object.create(null) as unknown as string).close();
    expect([...observation.program.sessions.values()].map(({ name }) => name)).toEqual(['Symbol(s)', '(no text)']);
  });

  it('that breaks ends and says so, and the program does not notice', () => {
    const observation = new Observation();
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const broken = vi.spyOn(Model.prototype, 'apply').mockImplementation(() => {
      throw new Error('broken');
    });
    CancelScope.enter('goes on').exit();
    broken.mockRestore();
    expect(written.mock.calls).toEqual([['Async Scope: the observation has ended, because of an error: broken\n']]);
    written.mockRestore();
    expect(observation.closed).toBe(true);
  });
});

describe('the observation that all share', () => {
  it('is made once, and again after it was closed', () => {
    const first = defaultObservation();
    const tracker = getTracker();
    expect([defaultObservation(), getTracker()]).toEqual([first, tracker]);
    CancelScope.enter('seen by all').exit();
    expect(getDebugger().scopeTracker.getScopeStatistics().enterCount).toBe(1);
    expect(new CancelScopeTracker().getScopeStatistics().enterCount).toBe(1);
    first.close();
    expect(getTracker()).not.toBe(tracker);
    expect(getTracker().getScopeStatistics().enterCount).toBe(0);
    defaultObservation().close();
  });
});

describe('a log file', () => {
  it('is a recording of the program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'async-scope-log-'));
    const path = join(folder, 'run.asyncscope');
    await using debug = new AsyncDebugger({ log: { file: path } });
    await debug.trackedScope('recorded', async () => undefined);
    await debug.close();
    const types: string[] = [];
    for await (const { type } of readRecording(path, parseRecordingLine, () => expect.fail('cut off')))
      types.push(type);
    await rm(folder, { recursive: true });
    expect(types[0]).toBe('hello');
    expect(types.slice(-2)).toEqual(['scope-entered', 'scope-exited']);
  });

  it('that cannot be written does not keep the program from being observed', async () => {
    await using debug = new AsyncDebugger({ log: { file: join(import.meta.filename, 'below-a-file') } });
    await debug.trackedScope('still seen', async () => undefined);
    expect(debug.scopeTracker.getScopeStatistics().enterCount).toBe(1);
  });
});
