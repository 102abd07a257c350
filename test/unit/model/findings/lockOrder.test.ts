import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../src/protocol/events.ts';
import { Run } from '../run.ts';

/** Takes locks one inside the other, and gives all back. */
function nest(
  run: Run,
  task: number,
  first: number,
  locks: string,
  fields: Partial<EventOf<'lock-waiting'>> = {},
): Run {
  const ids = Array.from(locks, (_, index) => first + index);
  for (const [index, id] of ids.entries()) {
    run.acquire(id, locks.charAt(index), task, { holding: ids.slice(0, index), ...fields });
  }
  for (const id of ids.reverse()) run.emit('lock-released', { id });
  return run;
}

const tasks = (): Run => new Run().task(1, 't1').task(2, 't2');

describe('an inversion of locks', () => {
  it('is likely when two locks were held in both orders, and names the places of both', () => {
    const run = nest(tasks(), 1, 10, 'AB');
    expect(run.model.findings).toEqual([]);
    nest(run, 2, 20, 'BA');
    expect(run.only('lock-order-inversion')).toMatchObject({
      sentence:
        'Lock “A” was acquired by task “t2” while it held lock “B”, and lock “B” by task “t1” while it held lock “A”: at the same time they would wait for each other for ever.',
      severity: 'warning',
      confidence: 'likely',
      parties: [
        { role: 'acquired', task: 2, stack: [20] },
        { role: 'acquired', task: 2, stack: [21] },
        { role: 'acquired', task: 1, stack: [10] },
        { role: 'acquired', task: 1, stack: [11] },
      ],
    });
  });

  it('is told once for a pair, however often it happens', () => {
    const run = tasks();
    for (let round = 0; round < 5; round += 1) {
      nest(nest(run, 1, 100 + round * 10, 'AB'), 2, 200 + round * 10, 'BA');
    }
    expect(run.found('lock-order-inversion')).toHaveLength(1);
  });

  it('is found across locks between the two', () => {
    const run = nest(nest(tasks(), 1, 10, 'AXB'), 2, 20, 'BYA');
    expect(run.found('lock-order-inversion')).toHaveLength(1);
  });

  it('is found if only one of the gates is common', () => {
    const run = nest(nest(nest(tasks(), 1, 10, 'GAB'), 1, 20, 'AB'), 2, 30, 'GBA');
    expect(run.found('lock-order-inversion')).toHaveLength(1);
  });

  it.each<[string, (run: Run) => Run]>([
    ['always taken in one order', (run) => nest(nest(run, 1, 10, 'AB'), 2, 20, 'AB')],
    ['only taken in both orders under one lock', (run) => nest(nest(run, 1, 10, 'GAB'), 2, 20, 'GBA')],
    [
      'taken under two gates in one order and under both in the other',
      (run) => nest(nest(nest(run, 1, 10, 'GAB'), 1, 20, 'HAB'), 2, 30, 'GHBA'),
    ],
    ['never held together', (run) => nest(nest(nest(nest(run, 1, 10, 'A'), 1, 20, 'B'), 2, 30, 'B'), 2, 40, 'A')],
    [
      'pools',
      (run) => nest(nest(run, 1, 10, 'AB', { kind: 'pool', permits: 2 }), 2, 20, 'BA', { kind: 'pool', permits: 2 }),
    ],
    [
      'not got in the second order',
      (run) =>
        nest(run, 1, 10, 'AB')
          .acquire(20, 'B', 2)
          .wait(21, 'A', 2, { holding: [20] }),
    ],
    ['one lock taken twice', (run) => nest(nest(run, 1, 10, 'AA'), 2, 20, 'AA')],
  ])('is none between locks %s', (_, happen) => {
    expect(happen(tasks()).found('lock-order-inversion')).toEqual([]);
  });

  it('is none between programs', () => {
    const run = nest(tasks(), 1, 10, 'AB');
    const other = new Run({}, '2/0');
    expect([...run.model.findings, ...nest(other, 2, 20, 'BA').model.findings]).toEqual([]);
  });

  it('is still found when locks with generated names have come and gone', () => {
    const run = tasks();
    for (let id = 0; id < 3_000; id += 1) {
      run
        .acquire(10_000 + 2 * id, `outer-${id}`, 1)
        .acquire(10_001 + 2 * id, 'inner', 1, { holding: [10_000 + 2 * id] });
      run.emit('lock-released', { id: 10_001 + 2 * id }).emit('lock-released', { id: 10_000 + 2 * id });
      if (id % 1_000 === 0) nest(run, 1, 100 + id, 'AB');
    }
    expect(nest(run, 2, 20, 'BA').found('lock-order-inversion')).toHaveLength(1);
  });
});
