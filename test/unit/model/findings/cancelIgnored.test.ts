import { describe, expect, it } from 'vitest';
import { Run, origin } from '../run.ts';

/** A task enters a scope, and another one cancels it 20 ms later. */
const cancelled = (): Run =>
  new Run()
    .task(1, 'agent-1')
    .task(2, 'watchdog')
    .emit('scope-entered', { id: 10, name: 'query', task: 1, stack: [100] })
    .at(20)
    .emit('scope-cancelled', { id: 10, task: 2, reason: 'too slow', stack: [101] });

/** The same with a group that owns a task. */
const group = (): Run =>
  new Run()
    .task(1, 'agent-1')
    .emit('scope-entered', { id: 10, name: 'pages', kind: 'group', task: 1, stack: [100] })
    .emit('task-started', { id: 3, name: 'page', parent: 1, scope: 10, stack: [300] });
const cancel = (run: Run): Run => run.at(20).emit('scope-cancelled', { id: 10, reason: 'too slow', stack: [101] });

describe('an ignored cancellation', () => {
  it('is found while the body of the scope still runs, and is over when the scope is left', () => {
    const run = cancelled().tick(5_900);
    expect(run.model.findings).toEqual([]);
    run.tick(6_100);
    expect(run.only('cancel-ignored')).toMatchObject({
      sentence:
        'Scope “query” was cancelled by task “watchdog” more than 5 s ago, but task “agent-1”, which entered it, has not left it.',
      severity: 'warning',
      confidence: 'likely',
      subject: { kind: 'scope', id: 10 },
      parties: [
        { role: 'entered', task: 1, stack: [100] },
        { role: 'cancelled', task: 2, stack: [101] },
      ],
      cancelChain: [{ scope: 10, task: 2, taskName: 'watchdog', reason: 'too slow' }],
      resolvedAt: undefined,
    });
    run.at(7_000).emit('scope-exited', { id: 10, task: 1, status: 'cancelled' });
    expect(run.only('cancel-ignored').resolvedAt).toBe(origin + 7_000);
  });

  it('names the task that still runs in the group rather than the one that waits for it', () => {
    const run = cancel(group()).tick(6_100);
    expect(run.only('cancel-ignored')).toMatchObject({
      sentence: 'Scope “pages” was cancelled more than 5 s ago, but task “page” in it still runs.',
      subject: { kind: 'task', id: 3 },
      parties: [
        { role: 'spawned', task: 3, stack: [300] },
        { role: 'cancelled', task: 0, stack: [101] },
      ],
    });
    run.at(7_000).emit('task-ended', { id: 3 }).emit('scope-exited', { id: 10, task: 1 });
    expect(run.tick(20_000).only('cancel-ignored').resolvedAt).toBe(origin + 7_000);
  });

  it('is told of the innermost scope that the cancellation spread to, with the whole chain', () => {
    const run = group();
    run.emit('scope-entered', { id: 11, name: 'fetch', task: 3, parent: 10, stack: [110] });
    cancel(run).emit('scope-cancelled', { id: 11, cause: 10, reason: 'too slow' }).tick(6_100);
    expect(run.only('cancel-ignored')).toMatchObject({
      subject: { kind: 'scope', id: 11 },
      cancelChain: [{ scopeName: 'fetch' }, { scopeName: 'pages' }],
      parties: [{ task: 3 }, { role: 'cancelled', stack: [101] }],
    });
  });

  it('goes on to the scope around it when that is not left either', () => {
    const run = cancelled().emit('scope-entered', { id: 11, task: 1, parent: 10 });
    run.emit('scope-cancelled', { id: 11, cause: 10 }).tick(6_100);
    run.at(6_200).emit('scope-exited', { id: 11, task: 1 });
    for (let time = 7_000; time <= 12_000; time += 1_000) run.tick(time);
    expect(run.found('cancel-ignored').map(({ subject }) => subject.id)).toEqual([11]);
    run.tick(12_300);
    expect(run.found('cancel-ignored').map(({ subject }) => subject.id)).toEqual([11, 10]);
  });

  it('is told once of a body that goes on entering new scopes', () => {
    const run = cancelled();
    for (let id = 11; id < 20; id += 1) {
      run.at((id - 10) * 1_000).emit('scope-entered', { id, task: 1, parent: 10 });
      run.emit('scope-cancelled', { id, cause: 10 });
      if (id < 19) run.at((id - 10) * 1_000 + 900).emit('scope-exited', { id, task: 1, status: 'cancelled' });
    }
    run.tick(16_000);
    expect(run.found('cancel-ignored').map(({ subject }) => subject.id)).toEqual([10]);
  });

  it('is found for a task that is started in a scope cancelled before', () => {
    const run = cancelled().emit('task-started', { id: 4, name: 'late', parent: 1, scope: 10 }).tick(7_000);
    expect(run.only('cancel-ignored').subject).toMatchObject({ kind: 'task', id: 4 });
  });

  it('obeys the threshold given', () => {
    const run = new Run({ thresholds: { cancelGrace: 50 } })
      .emit('scope-entered', { id: 10 })
      .emit('scope-cancelled', { id: 10 });
    expect(run.tick(1_051).found('cancel-ignored')).toHaveLength(1);
  });

  it.each<[string, (run: Run) => Run]>([
    ['left within the grace time', (run) => run.at(4_000).emit('scope-exited', { id: 10, task: 1 })],
    [
      'waiting for a shielded scope in it',
      (run) => run.emit('scope-entered', { id: 11, task: 1, parent: 10, shield: true }),
    ],
    ['of a task that has ended', (run) => run.emit('task-ended', { id: 1 })],
    ['of a program that has ended', (run) => run.at(100).emit('bye')],
  ])('is none if the scope is %s', (_, happen) => {
    expect(happen(cancelled()).tick(9_000).found('cancel-ignored')).toEqual([]);
  });

  it('counts the grace time from the end of the shielded scope', () => {
    const run = cancelled().emit('scope-entered', { id: 11, task: 1, parent: 10, shield: true });
    run.at(4_000).emit('scope-exited', { id: 11, task: 1 }).tick(8_900);
    expect(run.found('cancel-ignored')).toEqual([]);
    expect(run.tick(10_100).found('cancel-ignored')).toHaveLength(1);
  });

  it('is none in a shielded scope that an outer cancellation does not reach', () => {
    const run = new Run().emit('scope-entered', { id: 10, shield: true });
    expect(run.emit('scope-cancelled', { id: 10, cause: 9 }).tick(9_000).found('cancel-ignored')).toEqual([]);
  });

  it('is none if the time passed at a breakpoint, whatever comes first after it', () => {
    const run = cancelled().tick(30).at(60_000).task(9, 'first word').tick(60_010).tick(61_000);
    expect(run.found('cancel-ignored')).toEqual([]);
    for (let time = 62_000; time <= 66_000; time += 1_000) run.tick(time);
    expect(run.found('cancel-ignored')).toHaveLength(1);
  });
});

describe('an aborted signal', () => {
  const aborted = (owner: number): Run =>
    new Run()
      .task(1, 'main')
      .emit('scope-entered', { id: 10, name: 'AbortController', kind: 'signal', task: owner, stack: [100] })
      .task(2, 'worker')
      .emit('scope-listened', { id: 10, task: 2, listeners: 1, stack: [] })
      .at(20)
      .emit('scope-cancelled', { id: 10, task: 1, reason: 'shut down', stack: [101] })
      .emit('scope-exited', { id: 10, task: 1, status: 'cancelled' });

  it('is ignored by a task that was handed it and still runs', () => {
    const run = aborted(1).tick(6_100);
    expect(run.only('cancel-ignored')).toMatchObject({
      subject: { kind: 'task', id: 2, name: 'worker' },
      parties: [{ task: 2 }, { role: 'cancelled', task: 1, stack: [101] }],
    });
    run.at(7_000).emit('task-ended', { id: 2 });
    expect(run.only('cancel-ignored').resolvedAt).toBe(origin + 7_000);
  });

  it('is not ignored by the task that made it, nor by one that has ended', () => {
    expect(aborted(2).tick(6_100).model.findings).toEqual([]);
    const run = aborted(1).emit('task-ended', { id: 2 });
    expect(run.tick(6_100).model.findings).toEqual([]);
  });

  it('excuses nobody from the cancellation of the scope it was made in', () => {
    const run = cancelled();
    run.emit('scope-entered', { id: 11, name: 'AbortController', kind: 'signal', task: 1, parent: 10, stack: [] });
    expect(run.tick(6_100).only('cancel-ignored')).toMatchObject({ subject: { kind: 'scope', id: 10 } });
  });
});

describe('a request whose client has gone', () => {
  const gone = (kind = 'http'): Run =>
    new Run()
      .emit('task-started', { id: 1, name: 'GET /', kind })
      .emit('task-ended', { id: 1, status: 'cancelled', error: 'closed' });

  it('is worked on for nobody when something is done in it after the grace time, and that is told once', () => {
    const run = gone()
      .at(6_000)
      .emit('task-ran-on', { id: 1, stack: [300] })
      .emit('task-ran-on', { id: 1, stack: [301] });
    expect(run.only('cancel-ignored')).toMatchObject({
      sentence:
        'The client of “GET /” went away before it had its answer, but 6 s later the work for it was still going on.',
      subject: { kind: 'task', id: 1 },
      parties: [{ role: 'ran', task: 1, stack: [300] }, { role: 'spawned' }],
    });
  });

  it('is worked on too when it opens, locks, enters or starts something', () => {
    for (const kind of ['session-opened', 'lock-waiting', 'scope-entered', 'operation-registered'] as const) {
      const run = gone()
        .at(6_000)
        .emit(kind, { id: 20, task: 1, stack: [300] });
      expect(run.only('cancel-ignored').parties[0]).toMatchObject({ role: 'ran', stack: [300] });
    }
    const run = gone()
      .at(6_000)
      .emit('task-started', { id: 20, parent: 1, stack: [300] });
    expect(run.only('cancel-ignored').parties[0]).toMatchObject({ role: 'ran', stack: [300] });
  });

  it('may come to its end within the grace time, and a task of another kind has really ended', () => {
    expect(
      gone()
        .at(4_000)
        .emit('task-ran-on', { id: 1, stack: [300] }).model.findings,
    ).toEqual([]);
    expect(gone('task').at(6_000).emit('session-opened', { id: 20, task: 1 }).model.findings).not.toContainEqual(
      expect.objectContaining({ kind: 'cancel-ignored' }),
    );
  });
});
