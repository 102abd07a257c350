import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { CancelScopeMonitor, CancelScopeTracker, Observation, trackTask } from '../../../../src/agent/api/index.ts';
import { sharedRuntime } from '../../../../src/agent/runtime.ts';
import { eventSchemas } from '../../../../src/protocol/events.ts';

let observation: Observation;
beforeEach(() => {
  sharedRuntime().configure({ captureSites: true });
  observation = new Observation();
});
afterEach(() => observation.close());

describe('a monitor of scopes', () => {
  it('enters and leaves by id, also in another function', () => {
    const monitor = new CancelScopeMonitor({ observation });
    const begin = (): void => void monitor.enterScope('request-1', 'request');
    begin();
    expect(monitor.getScopeStatistics()).toMatchObject({ enterCount: 1, exitCount: 0, activeCount: 1 });
    monitor.exitScope('request-1');
    expect(monitor.getScopeStatistics()).toEqual({
      enterCount: 1,
      exitCount: 1,
      activeCount: 0,
      cancelledCount: 0,
      errorCount: 0,
      violationCount: 0,
      errorRate: 0,
    });
  });

  it('makes an id where none is given', () => {
    const monitor = new CancelScopeMonitor({ observation });
    const [one, other] = [monitor.enterScope(), monitor.enterScope()];
    expect(one).not.toBe(other);
    monitor.exitScope(other);
    monitor.exitScope(one);
    expect(monitor.getScopeStatistics()).toMatchObject({ exitCount: 2, violationCount: 0 });
  });

  it('leaves scopes of one id last in, first out', () => {
    const tracker = new CancelScopeTracker({ observation });
    tracker.enterScope('same', 'outer');
    tracker.enterScope('same', 'inner');
    tracker.exitScope('same');
    tracker.exitScope('same');
    expect(tracker.checkViolations()).toEqual([]);
    expect(tracker.getScopeStatistics()).toMatchObject({ activeCount: 0, exitCount: 2 });
  });

  it('tells of errors that scopes were left with', () => {
    const monitor = new CancelScopeMonitor({ observation });
    monitor.enterScope('good');
    monitor.exitScope('good');
    monitor.enterScope('bad');
    monitor.exitScope('bad', 'bad', new Error('disk full'));
    expect(monitor.getScopeStatistics()).toMatchObject({ errorCount: 1, violationCount: 0 });
    const errors = monitor.checkScopeErrors();
    expect(errors.map(({ details }) => details)).toMatchObject([{ status: 'failed', error: 'Error: disk full' }]);
  });

  it('tells whether an id was never entered or left twice', () => {
    const tracker = new CancelScopeTracker({ observation });
    tracker.exitScope('unknown');
    tracker.enterScope('once');
    tracker.exitScope('once');
    tracker.exitScope('once');
    expect(tracker.checkViolations().map(({ kind, subject }) => [subject.name, kind])).toEqual([
      ['unknown', 'never-entered'],
      ['once', 'exited-twice'],
    ]);
  });
});

describe('a tracker of scopes', () => {
  it('finds that a scope was left by another task, with the stacks of both sides', async () => {
    const tracker = new CancelScopeTracker({ observation });
    await trackTask('reader', async function reader() {
      tracker.enterScope('query');
    });
    await trackTask('closer', async function closer() {
      tracker.exitScope('query');
    });
    const violations = tracker.checkCrossTaskViolations();
    expect(violations).toHaveLength(1);
    expect(violations[0]?.sentence).toBe('Scope “query” was entered by task “reader” but left by task “closer”.');
    const [exited, entered] = violations[0]?.parties ?? [];
    expect([exited, entered]).toMatchObject([
      { role: 'exited', taskName: 'closer' },
      { role: 'entered', taskName: 'reader' },
    ]);
    const places = [exited, entered].map((party) => party?.stack.find(({ path }) => path === import.meta.filename)?.fn);
    expect(places).toEqual(['closer', 'reader']);
  });

  it('cancels by id, as often as it is asked for the first time', () => {
    const tracker = new CancelScopeTracker({ observation });
    tracker.enterScope('work');
    const signal = tracker.getSignal('work');
    expect(tracker.requestCancel('work', 'enough')).toBe(true);
    expect(signal?.reason).toMatchObject({ message: 'enough' });
    tracker.exitScope('work', 'work', signal?.reason);
    expect(tracker.requestCancel('work')).toBe(false);
    expect(tracker.getScopeStatistics()).toMatchObject({ cancelledCount: 1, violationCount: 0 });
  });

  it('tells its events as events of the protocol', () => {
    const tracker = new CancelScopeTracker({ observation });
    const before = Date.now();
    tracker.enterScope('work');
    const signal = tracker.getSignal('work');
    tracker.requestCancel('work');
    tracker.exitScope('work', 'work', signal?.reason);
    tracker.exitScope('work');
    const events = tracker.getEvents();
    expect(events.map(({ type }) => type)).toEqual(['scope-entered', 'scope-cancelled', 'scope-exited', 'violation']);
    expect(new Set(events.map(({ scopeId }) => scopeId)).size).toBe(1);
    for (const event of events) {
      const { type, ...rest } = event.toDict();
      expect(v.safeParse(eventSchemas[type] as v.GenericSchema, rest).issues).toBeUndefined();
      expect(JSON.parse(JSON.stringify(event))).toEqual(event.toDict());
      expect(event.taskId).toBe(sharedRuntime().mainTask.id);
      expect(Math.abs(event.timestamp - before)).toBeLessThan(60_000);
    }
    expect(events[0]?.stack.some(({ path }) => path === import.meta.filename)).toBe(true);
  });
});
