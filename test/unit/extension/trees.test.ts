import { beforeEach, describe, expect, it } from 'vitest';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { type ViewName, viewRows } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import { TreeChoices } from '../../../src/extension/views/treeChoices.ts';
import { eventOf, origin } from '../model/run.ts';

const key = '1/0';

function modelOf(events: readonly AgentEvent[], program = key): Model {
  const model = new Model();
  for (const event of [eventOf('hello', 0), ...events]) model.apply(program, event);
  return model;
}

const stored = new Map<string, unknown>();
beforeEach(() => stored.clear());
const newChoices = (): TreeChoices =>
  new TreeChoices({ get: (name) => stored.get(name), update: (name, value) => stored.set(name, value) }, (error) => {
    throw error;
  });

const rowsOf = (view: ViewName, model: Model, choices = newChoices()): readonly Row[] =>
  viewRows(view, new Scene({ model, now: origin + 10_000, options: choices.options }));

const textOf = (rows: readonly Row[], indent = ''): string[] =>
  rows.flatMap((row) => [
    `${indent}${row.label} | ${row.description ?? ''}`,
    ...textOf(row.children?.() ?? [], `${indent}  `),
  ]);
const labels = (rows: readonly Row[]): string[] => rows.map(({ label }) => label);

const site = (id: number, line: number): AgentEvent => eventOf('site', 0, { id, line });
const task = (id: number, name: string, more: object = {}): AgentEvent =>
  eventOf('task-started', id, { id, name, ...more });
const scope = (id: number, name: string, more: object = {}): AgentEvent =>
  eventOf('scope-entered', id, { id, name, ...more });
const violation = (id: number, more: object): AgentEvent => eventOf('violation', 5_000, { id, ...more });

describe('tasks and scopes as one tree', () => {
  it('has a scope in the scope around it, and the scope a task entered in that task', () => {
    const model = modelOf([
      task(1, 'main', { kind: 'main' }),
      scope(2, 'outer', { task: 1 }),
      scope(3, 'inner', { task: 1, parent: 2 }),
      task(4, 'worker', { parent: 1, scope: 2 }),
      scope(5, 'job', { task: 4, parent: 2 }),
    ]);
    expect(textOf(rowsOf('tasks', model)).map((line) => line.split(' |')[0])).toEqual([
      'main',
      '  outer',
      '    inner',
      '    worker',
      '      job',
    ]);
  });

  it('keeps rows whose parents are gone, and rows that name parents which began later', () => {
    const model = modelOf([task(2, 'orphan', { parent: 1, scope: 7 }), task(3, 'odd', { parent: 4 }), task(4, 'late')]);
    expect(labels(rowsOf('tasks', model))).toEqual(['orphan', 'odd', 'late']);
  });

  it('takes numbers in any order, as a recording may have them', () => {
    const model = modelOf([task(9, 'child', { parent: 3 }), task(3, 'parent')]);
    expect(textOf(rowsOf('tasks', model)).map((line) => line.split(' |')[0])).toEqual(['parent', '  child']);
  });
});

describe('subtrees that look alike', () => {
  const pair = (id: number, inner: string): AgentEvent[] => [
    task(id, 'request', { stack: [50] }),
    scope(id + 1, inner, { task: id }),
  ];

  it('are one row with their number, and each of them is below it', () => {
    const model = modelOf([site(50, 10), ...[10, 20, 30, 40].flatMap((id) => pair(id, 'load'))]);
    const [fold, ...others] = rowsOf('tasks', model);
    expect(others).toEqual([]);
    expect(fold).toMatchObject({ label: 'request × 4', description: 'running · up to 10 s' });
    expect(textOf(fold?.children?.() ?? []).map((line) => line.split(' |')[0])).toEqual(
      Array.from({ length: 4 }, () => ['request', '  load']).flat(),
    );
  });

  it('are not put together with those that have other rows below them', () => {
    const model = modelOf([site(50, 10), ...[10, 20, 30].flatMap((id) => pair(id, 'load')), ...pair(40, 'save')]);
    expect(labels(rowsOf('tasks', model))).toEqual(['request × 3', 'request']);
  });

  it('stay apart where a finding is about one of them', () => {
    const model = modelOf([
      site(50, 10),
      ...[10, 20, 30, 40].flatMap((id) => pair(id, 'load')),
      violation(99, { scope: 31, name: 'load', ownerTask: 30, currentTask: 30 }),
    ]);
    const rows = rowsOf('tasks', model);
    expect(labels(rows)).toEqual(['request', 'request × 3']);
    expect(rows[0]).toMatchObject({ color: 'list.errorForeground', expanded: true });
    expect(rows[0]?.spoken).toContain('has a finding');
  });

  it('do not end where a chain of tasks is very long', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => task(index + 1, 'step', { parent: index }));
    const others = [30_000, 30_001, 30_002].map((id) => task(id, 'step'));
    expect(labels(rowsOf('tasks', modelOf([...chain, ...others])))).toEqual(['step', 'step × 3']);
  });
});

describe('a run with 100,000 tasks and one violation', () => {
  const model = modelOf([
    ...Array.from({ length: 100_000 }, (_, index) => task(index + 1, `task ${index + 1}`)),
    scope(200_000, 'broken', { task: 70_000 }),
    violation(300_000, { scope: 200_000, name: 'broken', ownerTask: 70_000, currentTask: 3 }),
  ]);

  it('has the violation as the first row of the first view', () => {
    const [first] = rowsOf('findings', model);
    expect(first).toMatchObject({ label: 'Scope left by another task', icon: 'error' });
  });

  it('has what it is about before all other tasks, however many are drawn', () => {
    const rows = rowsOf('tasks', model);
    expect(labels(rows.slice(0, 3))).toEqual(['task 3', 'task 70000', 'task 1']);
    expect(labels(rows[1]?.children?.() ?? [])).toEqual(['broken']);
    expect(rows.at(-1)?.label).toBe('Showing 202 of 100,000');
  });
});

describe('what a person chooses to see', () => {
  const events = [
    site(50, 10),
    site(51, 20),
    task(1, 'main', { kind: 'main' }),
    scope(2, 'orders', { task: 1 }),
    task(3, 'order 17', { parent: 1, scope: 2, stack: [50] }),
    task(4, 'order 18', { parent: 1, scope: 2, stack: [51] }),
    task(5, 'order 18', { parent: 1, scope: 2, stack: [51] }),
    eventOf('task-ended', 20, { id: 5, status: 'failed', error: 'Error: no stock' }),
  ];

  it('is filtered by name, number or place, with what leads to it', () => {
    const model = modelOf(events);
    const choices = newChoices();
    const seen = (text: string): string[] => {
      choices.filter(text);
      return textOf(rowsOf('tasks', model, choices)).map((line) => line.split(' |')[0]?.trim() ?? '');
    };
    expect(seen('ORDER 17')).toEqual(['main', 'orders', 'order 17']);
    expect(seen('#4')).toEqual(['main', 'orders', 'order 18']);
    expect(seen('app.js:10')).toEqual(['main', 'orders', 'order 17']);
    expect(seen('nothing')).toEqual([]);
    expect(seen('')).toHaveLength(4);
  });

  it('is grouped by name, by place, and by state with what has ended', () => {
    const model = modelOf(events);
    const choices = newChoices();
    const seen = (): string[] => rowsOf('tasks', model, choices).map((row) => `${row.label} ${row.description}`);
    choices.group('name');
    expect(seen()).toEqual(['main 1', 'order 17 1', 'order 18 1']);
    choices.group('site');
    expect(seen()).toEqual(['no line known 1', 'app.js:10 1', 'app.js:20 1']);
    choices.group('state');
    expect(seen()).toEqual(['running 3', 'failed 1']);
    expect(rowsOf('tasks', model, choices)[1]?.children?.()[0]?.description).toContain(
      'failed · 15 ms · Error: no stock',
    );
  });

  it('is sorted by age', () => {
    const model = modelOf([task(1, 'a'), task(2, 'b')]);
    const choices = newChoices();
    choices.group('scope');
    choices.sort('newest');
    expect(labels(rowsOf('tasks', model, choices))).toEqual(['b', 'a']);
    choices.sort('oldest');
    expect(labels(rowsOf('tasks', model, choices))).toEqual(['a', 'b']);
  });

  it('is remembered for the next window as far as it is a way to look at any run', () => {
    const choices = newChoices();
    choices.group('name');
    choices.sort('newest');
    choices.filter('x');
    expect(newChoices().options).toMatchObject({ grouping: 'name', order: 'newest', filter: '' });
    stored.set('grouping', 'nonsense');
    expect(newChoices().options.grouping).toBe('scope');
  });

  it('stays in sight when it is pinned, also after it ended, until the next run', () => {
    const model = modelOf(events);
    const choices = newChoices();
    const row = rowsOf('tasks', model, choices)[0]?.children?.()[0]?.children?.()[0];
    expect(row?.label).toBe('order 17');
    if (row?.pin) choices.pin(row.id, row.pin);
    const pinned = (): Row | undefined => rowsOf('tasks', model, choices)[0]?.children?.()[0];
    expect(rowsOf('tasks', model, choices)[0]).toMatchObject({ label: 'Pinned', description: '1', expanded: true });
    expect(pinned()).toMatchObject({ label: 'order 17', contexts: ['task', 'hasSite', 'canUnpin'] });
    model.apply(key, eventOf('task-ended', 30, { id: 3, status: 'cancelled' }));
    expect(pinned()?.description).toContain('cancelled');
    choices.unpin(pinned()?.id ?? '');
    expect(labels(rowsOf('tasks', model, choices))).not.toContain('Pinned');
    if (row?.pin) choices.pin(row.id, row.pin);
    choices.beginRun();
    expect(labels(rowsOf('tasks', model, choices))).not.toContain('Pinned');
  });

  it('says of a pinned row that is forgotten that it ended', () => {
    const choices = newChoices();
    choices.pin('1/0/task/77', { kind: 'task', program: key, id: 77, name: 'old' });
    const [group] = rowsOf('tasks', modelOf(events), choices);
    expect(textOf(group?.children?.() ?? [])).toEqual(['old | ended, and no longer kept']);
  });

  it('grows by a page when more rows are asked for', () => {
    const model = modelOf(Array.from({ length: 1_500 }, (_, index) => task(index + 1, `task ${index + 1}`)));
    const choices = newChoices();
    choices.group('scope');
    choices.sort('oldest');
    const more = (): Row | undefined => rowsOf('tasks', model, choices).at(-1);
    expect(more()?.label).toBe('Showing 200 of 1,500');
    choices.loadMore(more()?.moreOf ?? '');
    expect(more()?.label).toBe('Showing 1,200 of 1,500');
    choices.loadMore(more()?.moreOf ?? '');
    expect(more()?.label).toBe('task 1500');
  });
});

describe('findings of one kind at one place', () => {
  it('are one row with their number, before those that are over', () => {
    const broken = (id: number): AgentEvent =>
      violation(id, { scope: id + 100, name: `scope ${id}`, ownerTask: 1, currentTask: 2, enterStack: [50] });
    const model = modelOf([site(50, 10), broken(1), broken(2), broken(3)]);
    const rows = rowsOf('findings', model);
    expect(labels(rows)).toEqual(['Scope left by another task × 3']);
    expect(rows[0]?.contexts).toContain('hasEnterSite');
    expect(rows[0]?.children?.().map(({ description }) => description?.split(' ·')[0])).toEqual([
      'scope 3',
      'scope 2',
      'scope 1',
    ]);
  });
});

describe('locks', () => {
  const wait = (id: number, lock: string, by: number, holding: number[] = []): AgentEvent =>
    eventOf('lock-waiting', id, { id, lock, task: by, holding });
  const held = (id: number): AgentEvent => eventOf('lock-acquired', id, { id });

  it('that wait for each other come first, with who waits for whom', () => {
    const model = modelOf([
      task(1, 'one'),
      task(2, 'two'),
      wait(3, 'calm', 1),
      held(3),
      wait(4, 'a', 1),
      held(4),
      wait(5, 'b', 2),
      held(5),
      wait(6, 'b', 1, [4]),
      wait(7, 'a', 2, [5]),
      task(8, 'other'),
    ]);
    const rows = rowsOf('locks', model);
    expect(labels(rows).toSorted()).toEqual(['Deadlock', 'a', 'b', 'calm']);
    expect(rows[0]).toMatchObject({ label: 'Deadlock', expanded: true });
    expect(rows[0]?.description).toMatch(/^(one → two → one|two → one → two)/);
    expect(textOf(rows[0]?.children?.() ?? []).sort()).toEqual([
      'one | waits for b, held by two',
      'two | waits for a, held by one',
    ]);
    expect(rows.at(-1)?.label).toBe('calm');
  });
});

describe('a tooltip', () => {
  it('has the reason chain of a cancelled scope and where that happened', () => {
    const model = modelOf([
      task(1, 'main'),
      scope(2, 'outer', { task: 1 }),
      scope(3, 'inner', { task: 1, parent: 2 }),
      eventOf('scope-cancelled', 20, { id: 2, task: 1, reason: 'user asked' }),
      eventOf('scope-cancelled', 20, { id: 3, cause: 2, reason: 'user asked' }),
    ]);
    const inner = rowsOf('tasks', model)[0]?.children?.()[0]?.children?.()[0];
    const detail = inner?.detail?.();
    expect(detail?.lines).toContain('In: outer');
    expect(detail?.lines).toContain('Cancelled: “inner” ← “outer”, by main: user asked');
    expect(detail?.places?.map(({ title }) => title)).toEqual(['Entered at', 'Cancelled at', 'Left at']);
  });
});
