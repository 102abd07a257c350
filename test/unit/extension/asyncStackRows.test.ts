import { describe, expect, it } from 'vitest';
import type { Row } from '../../../src/extension/views/row.ts';
import { topRows, viewRows } from '../../../src/extension/views/rows.ts';
import { Scene, type SceneOptions } from '../../../src/extension/views/scene.ts';
import { takenMessage } from '../../../src/extension/views/takenMessage.ts';
import { defaultTreeOptions } from '../../../src/extension/views/treeOptions.ts';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { eventOf, origin } from '../model/run.ts';

const functions = ['read', 'serve', 'main', 'listen', '', 'boot'];
const sites = functions.map((fn, index) => eventOf('site', 0, { id: index + 1, line: (index + 1) * 10, fn }));
const task = (id: number, name: string): AgentEvent => eventOf('task-started', id, { id, name, stack: [3] });
const stack = (count: number, taskId: number, places: number[], through = places.map(() => 0)): AgentEvent =>
  eventOf('async-stack', 1_000, { count, task: taskId, stack: places, through });
const taken = (told: number, stacks = told): AgentEvent =>
  eventOf('async-stacks-taken', 1_000, { told, stacks, suspended: 7, took: 45 });

function modelOf(events: readonly AgentEvent[], ...keys: string[]): Model {
  const model = new Model();
  for (const key of ['1/0', ...keys]) {
    for (const event of [eventOf('hello', 0), ...sites, ...events]) model.apply(key, event);
  }
  return model;
}

const sceneOf = (model: Model, more: Partial<SceneOptions> = {}): Scene =>
  new Scene({ model, now: origin + 3_000, ...more });
const rowsOf = (model: Model, more?: Partial<SceneOptions>): readonly Row[] =>
  viewRows('asyncStacks', sceneOf(model, more));
const textOf = (rows: readonly Row[], indent = ''): string[] =>
  rows.flatMap((row) => [
    `${indent}${row.label} | ${row.description ?? ''}`,
    ...textOf(row.children?.() ?? [], `${indent}  `),
  ]);
const allRows = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...allRows(row.children?.() ?? [])]);

describe('asynchronous stacks', () => {
  it('are rows with the line, the number of equal ones and who awaits them; those are below', () => {
    const model = modelOf([stack(1, 0, [5]), stack(1_200, 0, [1, 2, 3], [1, 0, 2]), taken(2)]);
    expect(textOf(rowsOf(model))).toEqual([
      'read × 1,200 | app.js:10 · through Promise.all · awaited by serve ← main',
      '  serve | app.js:20',
      '  main | app.js:30 · through Promise.any',
      '(anonymous) | app.js:50',
    ]);
  });

  it('are in the task that waits, where that is known, the others last', () => {
    const model = modelOf([task(4, 'GET /'), stack(5, 0, [4]), stack(2, 4, [1, 2]), stack(1, 4, [2]), taken(3)]);
    expect(textOf(rowsOf(model))).toEqual([
      'GET / | 3 async stacks',
      '  read × 2 | app.js:10 · awaited by serve',
      '    serve | app.js:20',
      '  serve | app.js:20',
      'no task | 5 async stacks',
      '  listen × 5 | app.js:40',
    ]);
  });

  it('of tasks that wait in the same ways are one row, with each task below it', () => {
    const tasks = [11, 12, 13, 14].map((id) => [task(id, 'GET /'), stack(1, id, id === 14 ? [1] : [1, 2])]);
    const rows = rowsOf(modelOf([...tasks.flat(), taken(4)]));
    expect(rows.map(({ label, description }) => [label, description])).toEqual([
      ['GET / × 3', '3 async stacks'],
      ['GET /', '1 async stack'],
    ]);
    expect(rows[0]?.children?.().map(({ label }) => label)).toEqual(['GET /', 'GET /', 'GET /']);
  });

  it('lead to their line by Enter although there are rows below them', () => {
    const [row] = rowsOf(modelOf([stack(1, 0, [1, 2]), taken(1)]));
    expect(row).toMatchObject({
      opens: true,
      target: { program: '1/0', site: [1] },
      contexts: ['asyncStack', 'hasSite'],
    });
    expect(row?.children?.()[0]).toMatchObject({
      target: { program: '1/0', site: [2] },
      contexts: ['asyncFrame', 'hasSite'],
    });
    expect(row?.detail?.().places).toEqual([
      { title: 'read waits at', stack: [1] },
      { title: 'Awaited by serve at', stack: [2] },
    ]);
    expect(row?.spoken).toBe('Async function read, app.js:10, awaited by serve');
  });

  it('are shown in part where there are many, and that says how many there are', () => {
    const many = Array.from({ length: 300 }, (_, index) => stack(1, 0, [1, index + 100]));
    expect(
      rowsOf(modelOf([...many, taken(300, 5_000)]))
        .slice(-2)
        .map(({ label, description }) => [label, description]),
    ).toEqual([
      ['Showing 200 of 300', 'load more'],
      ['Showing 300 of 5,000', 'the most frequent stacks'],
    ]);
  });

  it('have identities of their own, also where two look the same', () => {
    const same = [stack(2, 0, [1, 2]), stack(1, 0, [1, 2])];
    const tasks = [task(8, 'a'), task(9, 'a'), stack(1, 8, [1]), stack(1, 9, [1])];
    const ids = allRows(topRows(sceneOf(modelOf([...same, ...tasks, taken(4)], '2/0')))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are filtered by function, place and task', () => {
    const model = modelOf([task(4, 'GET /'), stack(5, 0, [4]), stack(2, 4, [1, 2]), taken(2, 9)]);
    const found = (filter: string): string[] =>
      textOf(rowsOf(model, { options: { ...defaultTreeOptions, filter } })).map(
        (line) => line.trim().split(' |')[0] ?? '',
      );
    expect(found('serve')).toEqual(['GET /', 'read × 2', 'serve']);
    expect(found('js:40')).toEqual(['listen × 5']);
    expect(found('get')).toEqual(['GET /', 'read × 2', 'serve']);
    expect(found('nothing')).toEqual([]);
  });

  it('that could not be taken have the reason in their place, per program', () => {
    const asyncStackProblem = (key: string): string | undefined => (key === '2/0' ? 'It is busy.' : undefined);
    const rows = rowsOf(modelOf([stack(1, 0, [1]), taken(1)], '2/0'), { asyncStackProblem });
    expect(rows.map(({ children }) => children?.().map(({ label }) => label))).toEqual([
      ['read'],
      ['It is busy.', 'read'],
    ]);
    expect(rowsOf(modelOf([]), { asyncStackProblem: () => 'It is busy.' })).toMatchObject([
      { label: 'It is busy.', icon: 'warning', spoken: 'It is busy.' },
    ]);
  });

  it('are nothing before somebody asks, which the tree of all views says', () => {
    const model = modelOf([]);
    expect(rowsOf(model)).toEqual([]);
    expect(topRows(sceneOf(model)).at(-1)).toMatchObject({ label: 'Async Stacks', description: 'not taken yet' });
    expect(topRows(sceneOf(modelOf([stack(1, 0, [1]), taken(1)], '2/0'))).at(-1)).toMatchObject({ description: '14' });
  });
});

describe('the line above the asynchronous stacks', () => {
  it('says how many functions are suspended, how old that is and what it cost', () => {
    expect(takenMessage(modelOf([]), origin)).toBeUndefined();
    expect(takenMessage(modelOf([taken(0)], '2/0'), origin + 3_000)).toBe(
      '14 async functions suspended · taken 2 s ago · stood still for 45 ms',
    );
  });
});
