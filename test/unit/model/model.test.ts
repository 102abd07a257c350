import { describe, expect, it } from 'vitest';
import { aliveTasks, openSessions } from '../../../src/model/selectors.ts';
import { defaultRetention as retention } from '../../../src/model/state.ts';
import { Model } from '../../../src/model/model.ts';
import { Run, eventOf, origin } from './run.ts';

describe('the model', () => {
  it('keeps tasks with their times as Unix time', () => {
    const run = new Run()
      .at(5)
      .task(1, 'agent-1')
      .at(25)
      .emit('task-ended', { id: 1, status: 'failed', error: 'boom' });
    const task = run.program.tasks.get(1);
    expect(task).toMatchObject({ name: 'agent-1', state: 'failed', error: 'boom' });
    expect([task?.startedAt, task?.endedAt]).toEqual([origin + 5, origin + 25]);
    expect(run.model.statistics.tasks).toEqual({
      started: 1,
      completed: 0,
      failed: 1,
      cancelled: 0,
      alive: 0,
      lost: 0,
    });
  });

  it('keeps the first cancellation of a scope', () => {
    const run = new Run().emit('scope-entered', { id: 2, timeout: 100 });
    run.at(3).emit('scope-cancelled', { id: 2, reason: 'first' }).emit('scope-cancelled', { id: 2, reason: 'second' });
    expect(run.program.scopes.get(2)).toMatchObject({
      timeout: 100,
      cancellation: { reason: 'first', at: origin + 3 },
    });
  });

  it('counts a scope as broken once, however many rules were broken with it', () => {
    const run = new Run().emit('scope-entered', { id: 2 }).emit('scope-entered', { id: 3 });
    run.emit('violation', { id: 10, scope: 2, cause: 'outlived-its-task' });
    run.emit('violation', { id: 11, scope: 2, cause: 'exited-in-another-task' });
    expect(run.model.statistics.scopes).toMatchObject({ violations: 2, broken: 1 });
    run.emit('violation', { id: 12, scope: 3, cause: 'interleaved-exit' });
    expect(run.model.statistics.scopes).toMatchObject({ violations: 3, broken: 2 });
  });

  it('counts how long a lock is held and who had to wait', () => {
    const run = new Run().acquire(1, 'db', 7).wait(2, 'db', 8).at(40).emit('lock-released', { id: 1 });
    run.emit('lock-acquired', { id: 2 }).at(50).emit('lock-released', { id: 2 });
    expect(run.program.locks.get('db')).toMatchObject({
      acquisitions: 2,
      contended: 1,
      heldTotal: 50,
      heldLongest: 40,
    });
    expect(run.model.statistics.locks).toMatchObject({ held: 0, waiting: 0, acquired: 2, contended: 1 });
  });

  it('does not call a wait contended while permits are free', () => {
    const run = new Run();
    for (const id of [1, 2, 3]) run.acquire(id, 'pool', id, { kind: 'pool', permits: 3 });
    expect(run.model.statistics.locks.contended).toBe(0);
    run.wait(4, 'pool', 4, { kind: 'pool', permits: 3 });
    expect(run.model.statistics.locks.contended).toBe(1);
  });

  it('does not call a wait contended that is granted at once: another lock has the same name', () => {
    const run = new Run().acquire(1, 'db', 7).acquire(2, 'db', 8);
    expect([run.program.locks.get('db')?.contended, run.model.statistics.locks.contended]).toEqual([0, 0]);
    run.wait(3, 'db', 9).emit('lock-released', { id: 1 }).emit('lock-acquired', { id: 3 });
    expect([run.program.locks.get('db')?.contended, run.model.statistics.locks.contended]).toEqual([1, 1]);
  });

  it('ends a wait that was given up without counting it as held', () => {
    const run = new Run().acquire(1, 'db', 7).wait(2, 'db', 8).emit('lock-released', { id: 2, acquired: false });
    expect(run.model.statistics.locks).toMatchObject({ held: 1, waiting: 0, acquired: 1 });
    expect(run.program.locks.get('db')?.waiters.size).toBe(0);
  });

  it('follows an operation through its attempts and measures its recovery', () => {
    const run = new Run().emit('operation-registered').emit('attempt-started');
    run.at(10).emit('attempt-ended', { status: 'failed', error: 'no', retryable: true, retryIn: 90 });
    run.at(100).emit('attempt-started', { attempt: 2, origin: 'policy' });
    run.at(110).emit('attempt-ended', { attempt: 2, status: 'completed' });
    expect(run.program.operations.get(1)).toMatchObject({ state: 'completed', attemptCount: 2, retryable: false });
    expect(run.model.statistics.operations).toEqual({
      registered: 1,
      attempts: 2,
      succeeded: 1,
      failed: 1,
      cancelled: 0,
      retries: 1,
      durationTotal: 20,
      ended: 2,
      recoveries: 1,
      recoveryTotal: 100,
      recoveryLongest: 100,
    });
  });

  it('counts nothing twice when a snapshot repeats what is alive', () => {
    const run = new Run();
    const snapshot = (): void => {
      run.emit('hello').task(1, 'agent-1').emit('scope-entered', { id: 2, task: 1 }).acquire(3, 'db', 1);
      run.emit('session-opened', { id: 4, task: 1 }).emit('operation-registered', { id: 5 });
      run.emit('attempt-started', { operation: 5 });
    };
    snapshot();
    const { events: first, ...before } = structuredClone(run.model.statistics);
    run.emit('dropped', { lost: 7 });
    snapshot();
    const { events: second, ...after } = run.model.statistics;
    expect(after).toEqual(before);
    expect(second).toBe(first * 2);
    expect(run.program.lost).toBe(7);
    expect(run.program.holds.size).toBe(1);
  });

  it('does not bring back to life what ended before its start came', () => {
    const run = new Run()
      .emit('task-ended', { id: 1 })
      .emit('scope-exited', { id: 2 })
      .emit('session-closed', { id: 4 });
    run.emit('lock-released', { id: 3 }).task(1, 'late').wait(3, 'db', 1);
    run.emit('scope-entered', { id: 2, name: 'late' }).emit('session-opened', { id: 4, name: 'late', task: 1 });
    const { tasks, scopes, sessions, locks } = run.model.statistics;
    expect([tasks.alive, scopes.open, sessions.open, locks.waiting]).toEqual([0, 0, 0, 0]);
    expect(run.program.tasks.get(1)).toMatchObject({ name: 'late', state: 'completed' });
  });

  it('takes no notice of changes to what it never heard of', () => {
    const run = new Run().emit('lock-acquired').emit('session-changed').emit('scope-cancelled').emit('attempt-started');
    run.emit('attempt-ended').emit('lock-released').emit('command-done');
    expect(run.model.statistics).toEqual({ ...new Model().statistics, events: 8 });
  });

  it('keeps the same numbers in two programs apart', () => {
    const run = new Run().task(1, 'here');
    run.model.apply('2/0', eventOf('hello', 0, { pid: 2, timeOrigin: origin + 1_000 }));
    run.model.apply('2/0', eventOf('task-started', 0, { id: 1, name: 'there' }));
    run.emit('task-ended', { id: 1 });
    expect(run.model.programs.get('2/0')?.tasks.get(1)).toMatchObject({ name: 'there', startedAt: origin + 1_000 });
    expect(run.model.statistics.tasks).toMatchObject({ started: 2, alive: 1 });
  });

  it('makes Unix times of what came before the time of the program was known', () => {
    const model = new Model();
    model.apply('1/0', eventOf('task-started', 5));
    model.apply('1/0', eventOf('hello', 0));
    expect(model.programs.get('1/0')?.tasks.get(1)?.startedAt).toBe(origin + 5);
  });

  it('takes a second process under a reused number for another program', () => {
    const run = new Run().task(1, 'old').emit('violation', { id: 2, name: 'x' });
    run.emit('hello', { title: 'new.js', timeOrigin: origin + 60_000 });
    expect(run.program).toMatchObject({ title: 'new.js' });
    expect(run.program.tasks.size).toBe(0);
    const former = run.model.programs.get(run.model.findings[0]?.program ?? '');
    expect(former).toMatchObject({ title: 'app.js', endedAt: origin + 60_000 });
    expect(former?.tasks.size).toBe(1);
  });

  it('bounds what ended, and drops nothing that is alive', () => {
    const run = new Run();
    const count = retention.ended * 3;
    for (let id = 1; id <= count; id += 1) {
      run
        .task(id * 2, 'alive')
        .task(id * 2 + 1, 'short')
        .emit('task-ended', { id: id * 2 + 1 });
      run.acquire(id, `lock-${id}`, 0).emit('lock-released', { id });
    }
    expect(run.program.tasks.size).toBe(count + retention.ended);
    expect(run.program.locks.size).toBe(retention.ended);
    expect(run.model.statistics.tasks).toMatchObject({ started: count * 2, alive: count, completed: count });
  });

  it('bounds what was garbage-collected while it ran, and counts it as lost', () => {
    const run = new Run();
    const count = retention.ended * 2;
    for (let id = 1; id <= count; id += 1) {
      run.task(id, 'lost').emit('task-collected', { id }).emit('task-collected', { id });
      run.emit('session-opened', { id, task: 0 }).emit('session-collected', { id });
    }
    expect([run.program.tasks.size, run.program.sessions.size]).toEqual([retention.ended, retention.ended]);
    expect([aliveTasks(run.program), openSessions(run.program)]).toEqual([[], []]);
    expect(run.model.statistics.tasks).toMatchObject({ started: count, alive: 0, lost: count });
    expect(run.model.statistics.sessions).toMatchObject({ opened: count, open: 0, lost: count });
  });

  it('counts what ends after it was lost by its end alone', () => {
    const run = new Run().task(1, 'found').emit('task-collected').emit('task-ended').emit('task-ended');
    run.emit('session-opened').emit('session-collected').emit('session-closed', { status: 'failed' });
    const { tasks, sessions } = run.model.statistics;
    expect(tasks).toEqual({ started: 1, completed: 1, failed: 0, cancelled: 0, alive: 0, lost: 0 });
    expect(sessions).toEqual({ opened: 1, completed: 0, failed: 1, cancelled: 0, open: 0, lost: 0 });
  });

  it('believes the last word on what is done about a failed attempt, and counts the attempt once', () => {
    const run = new Run().emit('operation-registered').emit('attempt-started');
    run.at(10).emit('attempt-ended', { status: 'failed', error: 'no', retryIn: 90 });
    run.at(20).emit('attempt-ended', { status: 'failed', error: 'no', retryable: true });
    const operation = run.program.operations.get(1);
    expect(operation).toMatchObject({ state: 'failed', retryable: true });
    expect(operation?.attempts).toMatchObject([{ endedAt: origin + 10, retryIn: undefined }]);
    expect(run.model.statistics.operations).toMatchObject({ ended: 1, failed: 1 });
  });

  it('keeps failed operations that can be retried longer than finished ones', () => {
    const run = new Run();
    for (let id = 1; id <= retention.ended + 10; id += 1) {
      for (const retryable of [true, false]) {
        const operation = id * 2 + Number(retryable);
        run.emit('operation-registered', { id: operation }).emit('attempt-started', { operation });
        run.emit('attempt-ended', { operation, status: 'failed', retryable });
      }
    }
    const kept = [...run.program.operations.values()];
    expect(kept.filter((operation) => operation.retryable)).toHaveLength(retention.ended + 10);
    expect(kept.filter((operation) => !operation.retryable)).toHaveLength(retention.ended);
  });

  it('keeps of programs that ended long ago only what findings need', () => {
    const model = new Model();
    const total = retention.programs + 2;
    for (let thread = 1; thread <= total; thread += 1) {
      const key = `1/${thread}`;
      model.apply(key, eventOf('hello', 0, { thread }));
      model.apply(key, eventOf('site', 0, { id: 1 }));
      model.apply(key, eventOf('site', 0, { id: 2 }));
      model.apply(key, eventOf('task-started', 0));
      if (thread === 1) model.apply(key, eventOf('violation', 0, { exitStack: [2] }));
      model.apply(key, eventOf('bye', 1));
    }
    expect(model.programs.size).toBe(retention.programs + 1);
    expect([...(model.programs.get('1/1')?.sites.keys() ?? [])]).toEqual([2]);
    expect(model.statistics.tasks.alive).toBe(retention.programs);
  });

  it('keeps as much of the past as it is told to', () => {
    const run = new Run({ retention: { ended: 3, attempts: 2 } }).emit('operation-registered');
    for (let id = 1; id <= 10; id += 1) {
      run.task(id, 'short').emit('task-ended', { id });
      run.emit('attempt-started', { attempt: id }).emit('attempt-ended', { attempt: id });
    }
    expect(run.program.tasks.size).toBe(3);
    expect(run.program.operations.get(1)?.attempts.map(({ number }) => number)).toEqual([9, 10]);
    expect(run.model.retention).toEqual({ ...retention, ended: 3, attempts: 2 });
  });

  it('changes its version with an event, and with a tick that brings a finding', () => {
    const run = new Run({ thresholds: { lockHeld: 100 } }).acquire(1, 'db', 1);
    const versions = [run.model.version];
    versions.push(run.tick(50).model.version, run.tick(150).model.version, run.tick(200).model.version);
    expect(versions[1]).toBe(versions[0]);
    expect(versions[2]).not.toBe(versions[1]);
    expect(versions[3]).toBe(versions[2]);
  });
});
