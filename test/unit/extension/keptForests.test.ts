import { describe, expect, it } from 'vitest';
import { KeptForests } from '../../../src/extension/views/keptForests.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { viewRows } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import { defaultTreeOptions, type TreeOptions } from '../../../src/extension/views/treeOptions.ts';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { isAlive } from '../../../src/model/selectors.ts';
import { eventOf, origin } from '../model/run.ts';

const key = '1/0';

function newModel(): Model {
  const model = new Model();
  model.apply(key, eventOf('hello', 0));
  return model;
}

/** All rows that there are, as text; of those that are many the first page. */
function drawn(model: Model, options: Partial<TreeOptions>, forests: KeptForests): string[] {
  const scene = new Scene({ model, now: origin + 10_000, options: { ...defaultTreeOptions, ...options }, forests });
  const textOf = (rows: readonly Row[], indent = ''): string[] =>
    rows.flatMap((row) => [
      `${indent}${row.id} ${row.label} ${row.description ?? ''} ${row.expanded ?? ''}`,
      ...textOf(row.children?.() ?? [], `${indent}  `),
    ]);
  return textOf(viewRows('tasks', scene));
}

/** Numbers from 0 to below `end` that are the same in every run of the tests. */
function numbersFrom(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

function hasEnded(model: Model, id: number): boolean {
  const program = model.programs.get(key);
  const task = program?.tasks.get(id);
  return task ? !isAlive(task) : program?.scopes.get(id)?.exitedAt !== undefined;
}

/** Does one thing to a program that a program may do, odd ones among them. Tasks have even numbers, scopes odd ones. */
function step(model: Model, number: (end: number) => number, next: { id: number }): void {
  const aTask = (): number => 2 * number(next.id / 2 + 2);
  const aScope = (): number => aTask() + 1;
  const name = `name ${number(3)}`;
  const stack = [1 + number(2)];
  const events = (): AgentEvent[] => [
    eventOf('task-started', next.id, { id: (next.id += 2), name, parent: aTask(), scope: aScope(), stack }),
    eventOf('scope-entered', next.id, { id: (next.id += 2) + 1, name, task: aTask(), parent: aScope() }),
    eventOf('task-ended', next.id, { id: aTask(), status: number(2) ? 'failed' : 'completed' }),
    eventOf('scope-exited', next.id, { id: aScope(), task: aTask() }),
    eventOf('task-collected', next.id, { id: aTask() }),
    eventOf('scope-cancelled', next.id, { id: aScope() }),
    // A snapshot may tell again what is known, or what was not told in its turn.
    eventOf('task-started', next.id, { id: aTask() + 2, name, parent: aTask(), scope: aScope(), stack }),
    eventOf('scope-entered', next.id, { id: aScope(), name, task: aTask(), parent: aScope() }),
  ];
  const event = events()[Math.min(7, number(10))];
  // Of what a row was below when it ended, one made anew knows only what was told last.
  const isLate = event && 'name' in event && 'id' in event && hasEnded(model, event.id);
  if (event && !isLate) model.apply(key, event);
}

const looks: Partial<TreeOptions>[] = [{}, { order: 'newest' }, { filter: 'NAME 1' }, { filter: '#1 running' }];

describe('a forest that is kept from one look to the next', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('shows what one made anew shows, whatever a program does (%i)', (seed) => {
    const number = numbersFrom(seed);
    const model = newModel();
    const kept = looks.map(() => new KeptForests());
    const next = { id: 0 };
    for (let look = 0; look < 60; look += 1) {
      for (let count = number(12); count > 0; count -= 1) step(model, number, next);
      for (const [index, options] of looks.entries()) {
        expect(drawn(model, options, kept[index] as KeptForests)).toEqual(drawn(model, options, new KeptForests()));
      }
    }
  });

  it('follows findings, which come with no change of the rows they are about', () => {
    const model = newModel();
    for (let id = 1; id < 6; id += 1) model.apply(key, eventOf('task-started', 0, { id, name: 'job' }));
    const forests = new KeptForests();
    expect(drawn(model, {}, forests)[0]).toContain('job × 5');
    model.apply(key, eventOf('violation', 9, { id: 9, scope: 99, ownerTask: 3, currentTask: 3 }));
    expect(drawn(model, {}, forests)).toEqual(drawn(model, {}, new KeptForests()));
    expect(drawn(model, {}, forests)[0]).toMatch(/task\/3 job/);
  });

  it('filters by places that come to be known later', () => {
    const model = newModel();
    model.apply(key, eventOf('task-started', 0, { id: 1, name: 'job', stack: [7] }));
    const forests = new KeptForests();
    expect(drawn(model, { filter: 'app.js:12' }, forests)).toEqual([]);
    model.apply(key, eventOf('site', 0, { id: 7, url: 'file:///app.js', line: 12 }));
    expect(drawn(model, { filter: 'app.js:12' }, forests)).toHaveLength(1);
  });

  it('is right when more has changed than the journal keeps', () => {
    const model = newModel();
    const forests = new KeptForests();
    for (let id = 1; id <= 60_000; id += 1) {
      if (id % 20_000 === 1) drawn(model, {}, forests);
      model.apply(key, eventOf('task-started', 0, { id, name: `job ${id % 500}` }));
      if (id % 100 !== 0) model.apply(key, eventOf('task-ended', 0, { id }));
    }
    expect(drawn(model, {}, forests)).toEqual(drawn(model, {}, new KeptForests()));
  });
});
