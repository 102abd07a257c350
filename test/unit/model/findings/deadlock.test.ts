import { describe, expect, it } from 'vitest';
import { Run, origin } from '../run.ts';

const tasks = (count: number): Run => {
  const run = new Run();
  for (let id = 1; id <= count; id += 1) run.task(id, `t${id}`);
  return run;
};

/** Some time has passed: what waits now did not get its lock at once. */
const settled = (run: Run): Run => run.tick(2_000);

describe('a deadlock', () => {
  it('is found when the circle closes, and names every party with what it holds and wants', () => {
    const run = tasks(2).acquire(10, 'A', 1).acquire(11, 'B', 2).wait(12, 'B', 1);
    expect(settled(run).model.findings).toEqual([]);
    run.at(3).wait(13, 'A', 2);
    expect(settled(run).only('deadlock')).toMatchObject({
      sentence:
        'No task can go on: task “t2” holds lock “B” and waits for lock “A”; task “t1” holds lock “A” and waits for lock “B”.',
      severity: 'error',
      confidence: 'likely',
      at: origin + 3,
      parties: [
        { role: 'waiting', task: 2, stack: [13] },
        { role: 'acquired', task: 2, stack: [11] },
        { role: 'waiting', task: 1, stack: [12] },
        { role: 'acquired', task: 1, stack: [10] },
      ],
    });
  });

  it('may have many parties', () => {
    const count = 50;
    const run = tasks(count);
    for (let id = 1; id <= count; id += 1) run.acquire(1000 + id, `L${id}`, id);
    for (let id = 1; id <= count; id += 1) run.wait(2000 + id, `L${(id % count) + 1}`, id);
    expect(
      new Set(
        settled(run)
          .only('deadlock')
          .parties.map((party) => party.task),
      ).size,
    ).toBe(count);
  });

  it('is over when one of them gives up', () => {
    const run = tasks(2).acquire(10, 'A', 1).acquire(11, 'B', 2).wait(12, 'B', 1).wait(13, 'A', 2);
    run.at(9).emit('lock-released', { id: 12, acquired: false });
    expect(settled(run).only('deadlock').resolvedAt).toBe(origin + 9);
  });

  it('is told once, whoever else comes to wait for it', () => {
    const run = tasks(3).acquire(10, 'A', 1).acquire(11, 'B', 2).wait(12, 'B', 1).wait(13, 'A', 2).wait(14, 'A', 3);
    expect(settled(run).found('deadlock')).toHaveLength(1);
  });

  it('is none while a holder can go on', () => {
    const run = tasks(3).acquire(10, 'A', 1).acquire(11, 'B', 2).acquire(12, 'C', 3);
    run.wait(13, 'B', 1).wait(14, 'C', 2);
    expect(settled(run).model.findings).toEqual([]);
  });

  it('is none while one of several permits is in the hands of a task that goes on', () => {
    const pool = { kind: 'pool', permits: 2 } as const;
    const run = tasks(3).acquire(10, 'P', 1, pool).acquire(11, 'P', 3, pool).acquire(12, 'B', 2);
    run.wait(13, 'P', 2, pool).wait(14, 'B', 1);
    expect(settled(run).found('deadlock')).toEqual([]);
  });

  it('is found where every holder of a permit is stuck', () => {
    const pool = { kind: 'pool', permits: 2 } as const;
    const run = tasks(3).acquire(10, 'P', 1, pool).acquire(11, 'P', 3, pool).acquire(12, 'B', 2);
    run.wait(13, 'P', 2, pool).wait(14, 'B', 1).wait(15, 'B', 3);
    expect(
      new Set(
        settled(run)
          .only('deadlock')
          .parties.map((party) => party.taskName),
      ),
    ).toEqual(new Set(['t1', 't2', 't3']));
  });

  it('is none between flows of one task, or of code outside any task', () => {
    const run = tasks(1).acquire(10, 'A', 1).wait(11, 'A', 1);
    run.acquire(12, 'B', 0).acquire(13, 'C', 0).wait(14, 'C', 0).wait(15, 'B', 0);
    expect(settled(run).model.findings).toEqual([]);
  });

  it('is none if the wait is in another branch of scopes than the hold', () => {
    const run = tasks(2);
    for (const [id, parent] of [
      [20, 0],
      [21, 20],
      [22, 20],
    ] as const)
      run.emit('scope-entered', { id, parent, task: 1 });
    run.acquire(30, 'A', 1, { scope: 21 }).acquire(31, 'B', 2);
    run.wait(32, 'B', 1, { scope: 22 }).wait(33, 'A', 2);
    expect(settled(run).found('deadlock')).toEqual([]);
  });

  it('is found if the wait is in a scope within that of the hold', () => {
    const run = tasks(2)
      .emit('scope-entered', { id: 20, task: 1 })
      .emit('scope-entered', { id: 21, parent: 20, task: 1 });
    run.acquire(30, 'A', 1, { scope: 20 }).acquire(31, 'B', 2);
    run.wait(32, 'B', 1, { scope: 21 }).wait(33, 'A', 2);
    expect(settled(run).found('deadlock')).toHaveLength(1);
  });

  it('is certain where the program says what the waiting flows hold', () => {
    const run = tasks(2).acquire(10, 'A', 1).acquire(11, 'B', 2);
    run.wait(12, 'B', 1, { holding: [10] }).wait(13, 'A', 2, { holding: [11] });
    expect(settled(run).only('deadlock')).toMatchObject({
      confidence: 'certain',
      sentence:
        'No task can go on: task “t2” holds lock “B” and waits for lock “A”; task “t1” holds lock “A” and waits for lock “B”.',
    });
  });

  it('is none where the program says that the waiting flow is not the one that holds', () => {
    const run = tasks(2).acquire(9, 'C', 1).acquire(10, 'A', 1).acquire(11, 'B', 2);
    run.wait(12, 'B', 1, { holding: [9] }).wait(13, 'A', 2, { holding: [11] });
    expect(settled(run).model.findings).toEqual([]);
  });

  it('is found where a task waits for what its starter holds', () => {
    const run = tasks(3).acquire(10, 'A', 1).acquire(11, 'B', 2);
    run.wait(12, 'B', 3, { holding: [10] }).wait(13, 'A', 2, { holding: [11] });
    expect(
      settled(run)
        .only('deadlock')
        .parties.map(({ role, task }) => `${role} ${task}`),
    ).toEqual(['waiting 2', 'acquired 2', 'waiting 3', 'acquired 3']);
  });

  it('is only likely between flows of one task', () => {
    const run = tasks(1).acquire(10, 'A', 1).acquire(11, 'B', 1);
    run.wait(12, 'B', 1, { holding: [10] }).wait(13, 'A', 1, { holding: [11] });
    expect(settled(run).only('deadlock').confidence).toBe('likely');
  });

  it('is none where a flow waits for itself: that is a lock acquired again', () => {
    const run = tasks(1)
      .acquire(10, 'A', 1)
      .wait(11, 'A', 1, { holding: [10] });
    expect(settled(run).model.findings).toEqual([]);
  });

  it('is found when the hold is told after the wait', () => {
    const run = tasks(2)
      .acquire(11, 'B', 2)
      .wait(12, 'B', 1, { holding: [10] })
      .wait(13, 'A', 2, { holding: [11] });
    expect(settled(run).model.findings).toEqual([]);
    run.acquire(10, 'A', 1);
    expect(settled(run).found('deadlock')).toHaveLength(1);
  });

  it('is none while a free permit is on its way to who waits', () => {
    const run = tasks(2).acquire(10, 'A', 1).acquire(11, 'B', 2).wait(12, 'B', 1).emit('lock-released', { id: 11 });
    expect(settled(run.wait(13, 'A', 2)).found('deadlock')).toEqual([]);
  });

  it('is none if the wait is granted at once, by another lock of the same name', () => {
    const run = tasks(2)
      .acquire(10, 'A', 1)
      .acquire(11, 'B', 2)
      .wait(12, 'B', 1, { holding: [10] });
    run.acquire(13, 'A', 2, { holding: [11] });
    expect(settled(run).found('deadlock')).toEqual([]);
  });

  it('is found though the first that happens after it is that a wait is given up', () => {
    const run = tasks(2).acquire(10, 'A', 1).acquire(11, 'B', 2).wait(12, 'B', 1).at(3).wait(13, 'A', 2);
    run.at(100).emit('lock-released', { id: 13, acquired: false });
    expect(run.only('deadlock')).toMatchObject({ at: origin + 3, resolvedAt: origin + 100 });
  });

  it('is only likely where two locks share a name, so that more hold it than it has permits', () => {
    const run = tasks(3).acquire(9, 'A', 3).acquire(10, 'A', 1).acquire(11, 'B', 2).acquire(8, 'C', 3);
    run
      .wait(14, 'B', 3, { holding: [9] })
      .wait(12, 'B', 1, { holding: [10] })
      .wait(13, 'A', 2, { holding: [11] });
    expect(settled(run).only('deadlock').confidence).toBe('likely');
  });
});

describe('Locks of one name that have an identity', () => {
  it('have rows of their own and do not stand in for each other', () => {
    const run = new Run().task(1, 't1').task(2, 't2');
    run.acquire(10, 'mutex', 1, { object: 101 }).acquire(11, 'mutex', 2, { object: 102 });
    run.wait(12, 'mutex', 1, { object: 103, holding: [10] }).tick(5_000);
    expect([...run.program.locks.values()].map(({ name, holders }) => [name, holders.size])).toEqual([
      ['mutex', 1],
      ['mutex', 1],
      ['mutex', 0],
    ]);
    expect(run.found('deadlock')).toEqual([]);
  });

  it('are in a deadlock for certain', () => {
    const run = new Run().task(1, 't1').task(2, 't2');
    run.acquire(10, 'mutex', 1, { object: 101 }).acquire(11, 'mutex', 2, { object: 102 });
    run.wait(12, 'mutex', 1, { object: 102, holding: [10] }).wait(13, 'mutex', 2, { object: 101, holding: [11] });
    expect(run.tick(5_000).only('deadlock').confidence).toBe('certain');
  });
});
