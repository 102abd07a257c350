import { describe, expect, it } from 'vitest';
import { Run, origin } from './run.ts';

/** An attempt of an operation that takes 10 ms. */
function attempt(run: Run, operation: number, name: string, from: number, errorClass: string | null = null): Run {
  run.at(from).emit('operation-registered', { id: operation, name }).emit('attempt-started', { operation });
  const status = errorClass === null ? 'completed' : 'failed';
  return run.at(from + 10).emit('attempt-ended', { operation, status, errorClass });
}

describe('the totals of a run', () => {
  it('are kept by the names of operations', () => {
    const run = attempt(attempt(new Run(), 1, 'fetch', 0), 2, 'fetch', 50, 'network');
    run.at(100).emit('operation-registered', { id: 3, name: 'parse' }).emit('attempt-started', { operation: 3 });
    run.at(180).emit('attempt-ended', { operation: 3 });
    expect([...run.model.statistics.operationNames]).toEqual([
      ['fetch', { count: 2, failed: 1, durationTotal: 20, durationLongest: 10 }],
      ['parse', { count: 1, failed: 0, durationTotal: 80, durationLongest: 80 }],
    ]);
  });

  it('count errors by their class, and those that nobody classified not at all', () => {
    const run = attempt(attempt(attempt(new Run(), 1, 'a', 0, 'network'), 2, 'a', 0, 'timeout'), 3, 'a', 0, 'network');
    run.emit('attempt-started', { operation: 3, attempt: 2 });
    run.emit('attempt-ended', { operation: 3, attempt: 2, status: 'failed' });
    expect([...run.model.statistics.errors]).toEqual([
      ['network', 2],
      ['timeout', 1],
    ]);
    expect(run.program.operations.get(3)?.attempts.map((each) => each.errorClass)).toEqual(['network', undefined]);
  });

  it('put what goes by too many names under one', () => {
    const run = new Run({ retention: { names: 2 } });
    for (const [id, name] of ['a', 'b', 'c', 'd', 'a', '__proto__'].entries()) attempt(run, id + 1, name, 0, name);
    const { errors, operationNames } = run.model.statistics;
    expect([...errors]).toEqual([
      ['a', 2],
      ['b', 1],
      ['other', 3],
    ]);
    expect([...operationNames].map(([name, { count }]) => `${name} ${count}`)).toEqual(['a 2', 'b 1', 'other 3']);
  });

  it('say how often a strategy was chosen, and how long it took where it led to success', () => {
    const run = new Run().emit('operation-registered').emit('attempt-started');
    run.at(10).emit('attempt-ended', { status: 'failed' }).emit('recovery-chosen', { strategy: 'isolate' });
    run.emit('recovery-chosen', { strategy: 'retry', detail: 'in 80 ms' }).emit('recovery-chosen');
    run.at(90).emit('attempt-started', { attempt: 2 }).at(110).emit('attempt-ended', { attempt: 2 });
    const none = { recoveries: 0, recoveryTotal: 0, recoveryLongest: 0 };
    expect([...run.model.statistics.strategies]).toEqual([
      ['isolate', { chosen: 1, ...none }],
      ['retry', { chosen: 1, recoveries: 1, recoveryTotal: 100, recoveryLongest: 100 }],
    ]);
    expect(run.program.operations.get(1)?.attempts.map((each) => each.recoveries)).toEqual([
      [
        { strategy: 'isolate', detail: undefined },
        { strategy: 'retry', detail: 'in 80 ms' },
      ],
      [],
    ]);
  });

  it('take no notice of strategies for attempts nobody heard of', () => {
    expect(new Run().emit('recovery-chosen').model.statistics.strategies.size).toBe(0);
  });
});

describe('the tasks that took longest', () => {
  it('are kept in order, however many ended after them', () => {
    const run = new Run({ retention: { ended: 1, longestTasks: 3 } });
    for (const [index, duration] of [5, 40, 10, 40, 20, 1].entries()) {
      run.at(0).task(index + 1, `t${index}`);
      run.at(duration).emit('task-ended', { id: index + 1 });
    }
    expect(run.program.longestTasks.map(({ name }) => name)).toEqual(['t1', 't3', 't4']);
  });
});

describe('the health of a session', () => {
  it('is that of the last checks', () => {
    const run = new Run({ retention: { checks: 2 } }).emit('session-opened');
    run.at(10).emit('session-checked', { latency: 3 }).at(20).emit('session-checked').emit('session-checked');
    run.at(30).emit('session-checked', { healthy: false, latency: null, detail: 'no answer' });
    expect(run.program.sessions.get(1)?.checks).toEqual([
      { at: origin + 20, healthy: true, latency: 1, detail: undefined },
      { at: origin + 30, healthy: false, latency: undefined, detail: 'no answer' },
    ]);
  });
});

describe('the samples of the system', () => {
  it('are the last ones, with the greatest value of each figure', () => {
    const run = new Run({ retention: { systemSamples: 2 } });
    run.at(10).emit('system-sampled', { cpu: 0.5, rss: 300 });
    run.at(20).emit('system-sampled', { cpu: 0.9, rss: 200 }).at(30).emit('system-sampled', { cpu: 0.1, rss: 100 });
    expect(run.program.system.map(({ at, cpu }) => [at, cpu])).toEqual([
      [origin + 20, 0.9],
      [origin + 30, 0.1],
    ]);
    expect(run.program.systemPeak).toMatchObject({ cpu: 0.9, rss: 300, handles: 0, at: origin + 20 });
  });
});
