import { describe, expect, it } from 'vitest';
import { KeptForests } from '../../../src/extension/views/keptForests.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { viewRows } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import { defaultTreeOptions, type TreeOptions } from '../../../src/extension/views/treeOptions.ts';
import { Model } from '../../../src/model/model.ts';
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

/** Does one thing to a program that a program may do, odd ones among them. */
function step(model: Model, number: (end: number) => number, next: { id: number }): void {
  const any = (): number => number(next.id + 2);
  const name = `name ${number(3)}`;
  const at = next.id;
  switch (number(9)) {
    case 0:
    case 1:
    case 2:
      next.id += 1 + number(2);
      return model.apply(
        key,
        eventOf('task-started', at, { id: next.id, name, parent: any(), scope: any(), stack: [1 + number(2)] }),
      );
    case 3:
    case 4:
      next.id += 1;
      return model.apply(key, eventOf('scope-entered', at, { id: next.id, name, task: any(), parent: any() }));
    case 5:
      return model.apply(key, eventOf('task-ended', at, { id: any(), status: number(2) ? 'failed' : 'completed' }));
    case 6:
      return model.apply(key, eventOf('scope-exited', at, { id: any(), task: any() }));
    case 7:
      return number(2)
        ? model.apply(key, eventOf('task-collected', at, { id: any() }))
        : model.apply(key, eventOf('scope-cancelled', at, { id: any() }));
    default:
      // A snapshot may tell again what is known, or what was not told in its turn.
      return model.apply(key, eventOf('task-started', at, { id: 1 + any(), name, parent: any(), scope: any() }));
  }
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

  it('is right when more has changed than the journal keeps, and when all rows are forgotten', () => {
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
