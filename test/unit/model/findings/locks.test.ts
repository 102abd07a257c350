import { describe, expect, it } from 'vitest';
import { Run, origin } from '../run.ts';

describe('a lock held too long', () => {
  const held = (): Run => new Run().task(1, 'agent-1').task(2, 'agent-2').acquire(10, 'db', 1);

  it('is found by the clock while it is still held, and is over when it is released', () => {
    const run = held().tick(4_999);
    expect(run.model.findings).toEqual([]);
    run.wait(11, 'db', 2).tick(5_001).tick(6_000);
    expect(run.only('lock-held-too-long')).toMatchObject({
      sentence: 'Lock “db” has been held by task “agent-1” for more than 5 s, and task “agent-2” waits for it.',
      severity: 'warning',
      at: origin + 5_001,
      resolvedAt: undefined,
      parties: [
        { role: 'acquired', task: 1, stack: [10] },
        { role: 'waiting', task: 2, stack: [11] },
      ],
    });
    run.at(7_200).emit('lock-released', { id: 10 });
    expect(run.only('lock-held-too-long')).toMatchObject({
      sentence: 'Lock “db” was held by task “agent-1” for 7.2 s, longer than the 5 s allowed.',
      resolvedAt: origin + 7_200,
    });
  });

  it('is found at its release if no clock ticked meanwhile', () => {
    const run = held().at(9_000).emit('lock-released', { id: 10 });
    expect(run.only('lock-held-too-long').resolvedAt).toBe(origin + 9_000);
  });

  it('is none below the threshold, while waiting, or after the program ended', () => {
    const run = held().wait(11, 'db', 2).at(4_000).emit('lock-released', { id: 10 }).emit('bye', { exitCode: 1 });
    expect(run.tick(60_000).found('lock-held-too-long')).toEqual([]);
    expect(held().emit('bye').tick(60_000).found('lock-held-too-long')).toEqual([]);
  });

  it('is none if the time passed at a breakpoint', () => {
    const run = held().tick(100).tick(60_000).tick(61_000);
    expect(run.model.findings).toEqual([]);
    run.at(61_500).emit('lock-released', { id: 10 });
    expect(run.model.findings).toEqual([]);
  });

  it('obeys the threshold given', () => {
    expect(
      new Run({ thresholds: { lockHeld: 50 } }).acquire(1, 'db', 0).tick(51).found('lock-held-too-long'),
    ).toHaveLength(1);
  });
});

describe('a leaked lock', () => {
  const leaked = (): Run =>
    new Run().task(1, 'agent-1').acquire(10, 'db', 1).at(20).emit('task-ended', { id: 1, status: 'failed' });

  it('is found once its owner has been gone for the grace time', () => {
    const run = leaked();
    expect(run.found('lock-leaked')).toEqual([]);
    run.at(121).task(2, 'other');
    expect(run.only('lock-leaked')).toMatchObject({
      sentence: 'Lock “db” is still held although task “agent-1”, which acquired it, has failed.',
      severity: 'warning',
      confidence: 'likely',
    });
    run.at(500).emit('lock-released', { id: 10 });
    expect(run.only('lock-leaked').resolvedAt).toBe(origin + 500);
  });

  it('is found by the clock in a program that says nothing more', () => {
    expect(leaked().tick(5_000).found('lock-leaked')).toHaveLength(1);
  });

  it('is found at the end of the program', () => {
    expect(leaked().emit('bye', { exitCode: 1 }).found('lock-leaked')).toHaveLength(1);
  });

  it('is not also one that is held too long', () => {
    expect(
      leaked()
        .tick(60_000)
        .model.findings.map((finding) => finding.kind),
    ).toEqual(['lock-leaked']);
  });

  it('is none if the lock is released in passing, or by a task that goes on', () => {
    expect(leaked().at(25).emit('lock-released', { id: 10 }).tick(5_000).model.findings).toEqual([]);
    expect(new Run().task(1, 'agent-1').acquire(10, 'db', 1).tick(4_000).model.findings).toEqual([]);
  });
});
