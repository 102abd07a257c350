import { describe, expect, it } from 'vitest';
import { Run, origin } from '../run.ts';

const opened = (): Run =>
  new Run()
    .task(1, 'agent-1')
    .emit('scope-entered', { id: 5, name: 'call', task: 1, stack: [50] })
    .emit('session-opened', { id: 10, name: 'sdk', task: 1, scope: 5, stack: [60] })
    .emit('session-changed', { id: 10, state: 'active' })
    .at(20);

describe('a leaked session', () => {
  it('is likely when the task that opened it has ended', () => {
    const run = opened().emit('task-ended', { id: 1 });
    expect(run.model.findings).toEqual([]);
    run.at(121).task(2, 'other');
    expect(run.only('session-leaked')).toMatchObject({
      sentence: 'Session “sdk” is still open although task “agent-1”, which opened it, has ended.',
      severity: 'warning',
      confidence: 'likely',
      parties: [
        { role: 'opened', task: 1, stack: [60] },
        { role: 'spawned', task: 1, stack: [100] },
      ],
    });
  });

  it('is likely when the scope of the request that opened it failed', () => {
    const run = new Run().emit('task-started', { id: 2, name: 'GET /orders', kind: 'http' });
    run.emit('scope-entered', { id: 6, name: 'query', task: 2 }).emit('session-opened', { id: 11, task: 2, scope: 6 });
    run.emit('scope-exited', { id: 6, task: 2, status: 'failed' }).emit('task-ended', { id: 2 });
    expect(run.tick(5_000).only('session-leaked').confidence).toBe('likely');
  });

  it('is likely when its scope failed or was cancelled', () => {
    const run = opened().emit('scope-exited', { id: 5, task: 1, status: 'cancelled' }).tick(5_000);
    expect(run.only('session-leaked').sentence).toBe(
      'Session “sdk”, opened by task “agent-1”, is still open although its scope “call” was cancelled.',
    );
  });

  it('is likely at a clean end of the program, which may have been told to end', () => {
    const run = opened().emit('bye', { exitCode: 0 });
    expect(run.only('session-leaked')).toMatchObject({
      sentence: 'Session “sdk”, opened by task “agent-1”, was still open when the program ended.',
      confidence: 'likely',
    });
  });

  it('stays what it was before the end', () => {
    const run = opened().emit('task-ended', { id: 1 }).tick(5_000).at(6_000).emit('bye', { exitCode: 0 });
    expect(run.only('session-leaked')).toMatchObject({
      at: origin + 5_000,
      confidence: 'likely',
      resolvedAt: undefined,
    });
  });

  it('is likely when its object was garbage-collected, and certain when its owner is gone as well', () => {
    const run = opened().emit('session-collected', { id: 10 });
    expect(run.only('session-leaked')).toMatchObject({
      sentence: 'Session “sdk”, opened by task “agent-1”, was not closed, and nothing refers to it any more.',
      confidence: 'likely',
    });
    expect(run.emit('task-ended', { id: 1 }).tick(5_000).only('session-leaked').confidence).toBe('certain');
  });

  it('becomes certain if its object is garbage-collected after it was found', () => {
    const run = opened().emit('task-ended', { id: 1 }).tick(5_000);
    expect(run.only('session-leaked').confidence).toBe('likely');
    expect(run.at(6_000).emit('session-collected', { id: 10 }).only('session-leaked').confidence).toBe('certain');
  });

  it('is over when the session is closed after all', () => {
    const run = opened().emit('task-ended', { id: 1 }).tick(5_000).at(6_000).emit('session-closed', { id: 10 });
    expect(run.only('session-leaked').resolvedAt).toBe(origin + 6_000);
  });

  it.each<[string, (run: Run) => Run]>([
    ['opened by the main task while the program runs', (run) => run.emit('session-opened', { id: 11, task: 0 })],
    [
      'opened by the first request, for all that come',
      (run) => {
        run.emit('task-started', { id: 2, name: 'GET /orders', kind: 'http' });
        run.emit('session-opened', { id: 11, task: 2 }).emit('task-ended', { id: 2 });
        return run.emit('session-opened', { id: 12, task: 2 });
      },
    ],
    ['returned by a scope that completed', (run) => run.emit('scope-exited', { id: 5, task: 1 })],
    [
      'closed in passing after its task ended',
      (run) => run.emit('task-ended', { id: 1 }).at(60).emit('session-closed', { id: 10 }),
    ],
    [
      'being closed when its task ended',
      (run) => run.emit('session-changed', { id: 10, state: 'closing' }).emit('task-ended', { id: 1 }),
    ],
    [
      'closed before its object was garbage-collected',
      (run) => run.emit('session-closed', { id: 10 }).emit('session-collected', { id: 10 }),
    ],
    ['in a program that crashed', (run) => run.emit('bye', { exitCode: 1 })],
    ['in a thread that was stopped', (run) => run.emit('bye', { exitCode: null })],
  ])('is none if the session was %s', (_, happen) => {
    expect(happen(opened()).at(3_000).task(9, 'later').tick(9_000).found('session-leaked')).toEqual([]);
  });
});

describe('A session that the agent saw a request open', () => {
  const request = (run: Run, task: number, session: number, fields: object = {}): Run =>
    run
      .emit('task-started', { id: task, name: 'GET /orders', kind: 'http' })
      .emit('session-opened', { id: session, name: 'db:5432', task, stack: [60], origin: 'platform', ...fields })
      .emit('task-ended', { id: task });

  it('is a leak from the second on that was left open at the same place', () => {
    const run = request(new Run(), 2, 11).tick(5_000);
    expect(run.model.findings).toEqual([]);
    request(run.at(5_000), 3, 12).tick(10_000);
    expect(run.found('session-leaked').map(({ subject, parties }) => [subject.id, parties[1]?.task])).toEqual([
      [11, 2],
      [12, 3],
    ]);
    request(run.at(10_000), 4, 13).tick(15_000);
    expect(run.found('session-leaked').map(({ subject }) => subject.id)).toEqual([11, 12, 13]);
  });

  it.each<[string, (run: Run) => Run]>([
    ['if the first was closed before', (run) => request(request(run, 2, 11).emit('session-closed', { id: 11 }), 3, 12)],
    ['if one request opened them all', (run) => request(request(run, 2, 11), 2, 12)],
    ['if it goes to another target', (run) => request(request(run, 2, 11), 3, 12, { name: 'cache:6379' })],
    ['if it was opened elsewhere', (run) => request(request(run, 2, 11), 3, 12, { stack: [61] })],
    ['if a pool keeps it', (run) => request(request(run, 2, 11), 3, 12, { origin: 'pool' })],
    ['if the program ends', (run) => request(request(run, 2, 11), 3, 12).emit('bye', { exitCode: 0 })],
  ])('is none %s', (_, happen) => {
    expect(happen(new Run()).tick(5_000).found('session-leaked')).toEqual([]);
  });

  it('is none of the main task at a clean end of the program', () => {
    const run = new Run().emit('session-opened', { id: 11, task: 1, origin: 'platform' }).emit('bye', { exitCode: 0 });
    expect(run.model.findings).toEqual([]);
  });
});
