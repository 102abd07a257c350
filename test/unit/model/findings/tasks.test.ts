import { describe, expect, it } from 'vitest';
import { Run, origin } from '../run.ts';

const orphan = (): Run => new Run().task(1, 'agent-1').task(2, 'upload', 1).at(50).emit('task-ended', { id: 1 });

/** A run of which somebody wants to know what runs for more than 10 s. */
const watched = (): Run => new Run({ thresholds: { taskRunning: 10_000 } });

describe('a leaked task', () => {
  it('is likely when the task that started it has ended and no open scope owns it', () => {
    const run = orphan();
    expect(run.model.findings).toEqual([]);
    run.tick(1_200);
    expect(run.only('task-leaked')).toMatchObject({
      sentence:
        'Task “upload” still runs although task “agent-1”, which started it, has ended and no open scope owns it.',
      severity: 'warning',
      confidence: 'likely',
      subject: { kind: 'task', id: 2, name: 'upload' },
      parties: [
        { role: 'spawned', task: 2, stack: [200] },
        { role: 'spawned', task: 1, stack: [100] },
      ],
    });
    run.at(3_000).emit('task-ended', { id: 2 });
    expect(run.only('task-leaked').resolvedAt).toBe(origin + 3_000);
  });

  it('is found where the owner was gone before the task began', () => {
    const run = new Run().task(1, 'agent-1').emit('task-ended', { id: 1 }).task(2, 'upload', 1).tick(2_000);
    expect(run.found('task-leaked')).toHaveLength(1);
  });

  it.each<[string, (run: Run) => Run]>([
    ['ends in passing', (run) => run.at(120).emit('task-ended', { id: 2 })],
    ['ends with the program', (run) => run.at(60).emit('bye')],
    ['is of a kind that lasts', (run) => run.emit('task-started', { id: 2, kind: 'worker', parent: 1 })],
    [
      'is owned by an open scope',
      (run) => run.emit('scope-entered', { id: 10 }).emit('task-started', { id: 2, parent: 1, scope: 10 }),
    ],
    ['is owned by a scope nobody knows', (run) => run.emit('task-started', { id: 2, parent: 1, scope: 77 })],
  ])('is none if the task %s', (_, happen) => {
    expect(happen(orphan()).tick(5_000).found('task-leaked')).toEqual([]);
  });
});

describe('a task that runs for long', () => {
  it('is told while it runs, and is over when it ends', () => {
    const run = watched().task(1, 'agent-1').task(2, 'page', 1).tick(9_900);
    expect(run.model.findings).toEqual([]);
    run.emit('task-ended', { id: 2 }).tick(10_100).tick(10_200);
    expect(run.only('task-leaked')).toMatchObject({
      sentence: 'Task “agent-1”, started by code outside any task, has been running for more than 10 s.',
      confidence: 'likely',
      resolvedAt: undefined,
    });
    run.at(12_000).emit('task-ended', { id: 1 });
    expect(run.only('task-leaked').resolvedAt).toBe(origin + 12_000);
  });

  it('is the innermost of those that wait for each other', () => {
    const run = watched().task(1, 'agent-1').task(2, 'page', 1).task(3, 'image', 2).tick(10_100);
    expect(run.only('task-leaked').subject.name).toBe('image');
  });

  it('is told once, also if the task that started it ends later', () => {
    const run = watched().task(1, 'agent-1').task(2, 'page', 1).tick(10_100).at(11_000).emit('task-ended', { id: 1 });
    expect(
      run
        .tick(13_000)
        .found('task-leaked')
        .map(({ subject }) => subject.name),
    ).toEqual(['page']);
  });

  it('is none where it was cancelled and does not stop, which says more', () => {
    const run = watched().emit('scope-entered', { id: 10 }).emit('task-started', { id: 2, scope: 10 });
    run.emit('scope-cancelled', { id: 10 }).tick(10_100);
    expect(run.model.findings.map(({ kind }) => kind)).toEqual(['cancel-ignored']);
  });

  it.each(['listener', 'timer'])(
    'is none of kind %s when what called it has ended: nobody ever waits for it',
    (kind) => {
      const run = new Run().task(1, 'GET /').emit('task-started', { id: 2, kind, parent: 1 });
      expect(run.emit('task-ended', { id: 1 }).tick(60_000).model.findings).toEqual([]);
    },
  );

  it.each(['main', 'http', 'generator', 'worker'])('is none of the kind %s', (kind) => {
    expect(watched().emit('task-started', { id: 1, kind }).tick(60_000).model.findings).toEqual([]);
  });

  it('is none if the time passed at a breakpoint', () => {
    const run = watched().task(1, 'agent-1').tick(1_000).tick(90_000).tick(91_000);
    expect(run.model.findings).toEqual([]);
  });

  it('is none in a program that has ended', () => {
    expect(watched().task(1, 'agent-1').emit('bye').tick(60_000).model.findings).toEqual([]);
  });

  it('is none unless a threshold is set: many tasks are meant to run for ever', () => {
    expect(new Run().task(1, 'agent-1').tick(86_400_000).model.findings).toEqual([]);
  });

  it('obeys the threshold given', () => {
    expect(
      new Run({ thresholds: { taskRunning: 100 } }).task(1, 'agent-1').tick(101).found('task-leaked'),
    ).toHaveLength(1);
  });
});

describe('a lost task', () => {
  it('is certain when its promise was garbage-collected, and no longer runs for long', () => {
    const run = watched().task(1, 'agent-1').task(2, 'page', 1).tick(10_100);
    run.at(11_000).emit('task-collected', { id: 2 }).emit('task-collected', { id: 2 });
    expect(run.only('task-lost')).toMatchObject({
      sentence: 'Task “page”, started by task “agent-1”, can never finish: nothing refers to its promise any more.',
      severity: 'error',
      confidence: 'certain',
      parties: [{ task: 2, stack: [200] }, { task: 1 }],
      resolvedAt: undefined,
    });
    expect(run.only('task-leaked').resolvedAt).toBe(origin + 11_000);
  });

  it('is not also told to run for long or to have been left behind', () => {
    const run = orphan().emit('task-collected', { id: 2 }).tick(60_000);
    expect(run.model.findings.map(({ kind }) => kind)).toEqual(['task-lost']);
  });

  it('is none if the task has ended or is not known', () => {
    const run = watched().task(1, 'agent-1').emit('task-ended', { id: 1 }).emit('task-collected', { id: 1 });
    expect(run.emit('task-collected', { id: 5 }).model.findings).toEqual([]);
  });
});
