import { describe, expect, it } from 'vitest';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { page, type Row } from '../../../src/extension/views/row.ts';
import * as rows from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';

const topRows = (model: Model, now: number): Row[] => rows.topRows(new Scene({ model, now }));

const timeOrigin = 1_700_000_000_000;
const now = timeOrigin + 5_000;
const hello = {
  type: 'hello',
  time: 0,
  protocol: 1,
  agent: '1',
  pid: 7,
  thread: 0,
  node: 'v24',
  title: 'app.js',
  cwd: '/',
  timeOrigin,
} as const;

const story: readonly AgentEvent[] = [
  hello,
  { type: 'site', time: 0, id: 50, url: 'file:///app.js', line: 3, column: 5, fn: 'handle' },
  { type: 'task-started', time: 0, id: 1, name: 'main', kind: 'main', parent: 0, scope: 0, stack: [] },
  {
    type: 'scope-entered',
    time: 1_000,
    id: 2,
    name: 'order',
    kind: 'scope',
    task: 1,
    parent: 0,
    timeout: null,
    shield: false,
    stack: [50],
  },
  {
    type: 'scope-entered',
    time: 2_000,
    id: 3,
    name: 'payment',
    kind: 'group',
    task: 1,
    parent: 2,
    timeout: 10_000,
    shield: false,
    stack: [],
  },
  { type: 'task-started', time: 2_000, id: 4, name: 'charge', kind: 'task', parent: 1, scope: 3, stack: [50] },
  {
    type: 'lock-waiting',
    time: 2_000,
    id: 5,
    lock: 'ledger',
    kind: 'mutex',
    permits: 1,
    task: 1,
    scope: 0,
    stack: [50],
    holding: [],
    object: 0,
    origin: 'library',
  },
  { type: 'lock-acquired', time: 2_000, id: 5 },
  {
    type: 'lock-waiting',
    time: 3_000,
    id: 6,
    lock: 'ledger',
    kind: 'mutex',
    permits: 1,
    task: 4,
    scope: 0,
    stack: [],
    holding: [],
    object: 0,
    origin: 'library',
  },
  {
    type: 'session-opened',
    time: 3_000,
    id: 7,
    name: 'bank',
    kind: 'sdk',
    task: 1,
    scope: 0,
    stack: [],
    origin: 'library',
  },
  {
    type: 'operation-registered',
    time: 3_000,
    id: 8,
    name: 'transfer',
    task: 1,
    scope: 0,
    idempotent: false,
    stack: [50],
  },
  { type: 'attempt-started', time: 3_000, operation: 8, attempt: 1, origin: 'program' },
  {
    type: 'attempt-ended',
    time: 3_100,
    operation: 8,
    attempt: 1,
    status: 'failed',
    error: 'Error: no',
    retryable: true,
    retryIn: null,
    errorClass: null,
  },
  {
    type: 'violation',
    time: 4_000,
    id: 9,
    cause: 'exited-in-another-task',
    scope: 2,
    other: 0,
    name: 'order',
    ownerTask: 1,
    currentTask: 4,
    enterStack: [50],
    exitStack: [50],
    cancelReason: null,
  },
];

function modelOf(...programs: string[]): Model {
  const model = new Model();
  for (const key of programs) for (const event of story) model.apply(key, event);
  return model;
}

/** The whole tree as indented text. */
const textOf = (rows: readonly Row[], indent = ''): string[] =>
  rows.flatMap((row) => [
    `${indent}${row.label} | ${row.description ?? ''}`,
    ...textOf(row.children?.() ?? [], `${indent}  `),
  ]);

const allRows = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...allRows(row.children?.() ?? [])]);

describe('the tree', () => {
  it('shows what is alive, who owns it and who waits for it', () => {
    expect(textOf(topRows(modelOf('7/0'), now))).toEqual([
      'Findings | 1',
      '  Scope left by another task | order · 1 s ago',
      '    Left by charge | ',
      '    Entered by main | ',
      'Tasks and Scopes | 4',
      '  main | running · 5 s · main',
      '    order | open · 4 s · main',
      '      payment | open · 3 s · main · 7 s left',
      '        charge | running · 3 s',
      'Locks | 1',
      '  ledger | held by main · 3 s · 1 waiting',
      '    main | holds it · 3 s',
      '    charge | waits, 1 in line · 2 s',
      'Sessions | 1',
      '  bank | created · 2 s · sdk',
      'Operations | 1',
      '  transfer | failed · 1 attempt · 2 s ago · Error: no',
      '    Attempt 1 | failed · 100 ms · by the program · Error: no',
    ]);
  });

  it('has a level for programs only where there are several', () => {
    const labels = allRows(topRows(modelOf('7/0', '8/0'), now)).map(({ label }) => label);
    expect(labels.filter((label) => label === 'app.js')).toHaveLength(8);
  });

  it('gives every row an identity of its own that stays', () => {
    const ids = (at: number): string[] => allRows(topRows(modelOf('7/0', '8/0'), at)).map(({ id }) => id);
    expect(new Set(ids(now)).size).toBe(ids(now).length);
    expect(ids(now + 60_000)).toEqual(ids(now));
  });

  it('says kind, name and state of a row to a screen reader', () => {
    const spoken = allRows(topRows(modelOf('7/0'), now)).map((row) => row.spoken);
    expect(spoken).toContain('Scope order, open, 4 s, entered by main, has a finding');
    expect(spoken).toContain('Lock ledger, held by main, 3 s, 1 waiting');
    expect(spoken).toContain('Operation transfer, failed, 1 attempt, 2 s ago');
  });

  it('offers on a row only what can be done with it', () => {
    const rows = allRows(topRows(modelOf('7/0'), now));
    const contextsOf = (label: string): readonly string[] => rows.find((row) => row.label === label)?.contexts ?? [];
    expect(contextsOf('order')).toEqual(['scope', 'canPin', 'canCancel', 'hasEnterSite']);
    expect(contextsOf('payment')).toEqual(['scope', 'canPin', 'canCancel']);
    expect(contextsOf('transfer')).toEqual(['operation', 'canPin', 'canRetry', 'hasSite']);
    expect(contextsOf('Scope left by another task')).toEqual([
      'finding',
      'canIgnore',
      'canIgnoreSite',
      'hasEnterSite',
      'hasExitSite',
    ]);
  });

  it('shows the first of many and says how many there are; more come when they are asked for', () => {
    const many = Array.from({ length: 1_500 }, (_, index) => index);
    let made = 0;
    const rowOf = (index: number): Row => {
      made += 1;
      return { id: String(index), label: 'x', spoken: 'x' };
    };
    const shown = page('many', many, rowOf, { limits: new Map() });
    expect(shown).toHaveLength(201);
    expect(shown.at(-1)).toMatchObject({ label: 'Showing 200 of 1,500', description: 'load more', moreOf: 'many' });
    expect(made).toBe(200);
    expect(page('many', many, rowOf, { limits: new Map([['many', 1_200]]) }).at(-1)?.label).toBe(
      'Showing 1,200 of 1,500',
    );
  });

  it('draws problem rows first and leaves none of them out', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => index);
    const rowOf = (index: number): Row => ({ id: String(index), label: String(index), spoken: 'x' });
    const shown = page('many', many, rowOf, { limits: new Map(), isProblem: (index) => index >= 500 });
    expect(shown).toHaveLength(701);
    expect(shown[0]?.label).toBe('500');
    expect(shown.at(-1)?.label).toBe('Showing 700 of 1,000');
  });
});

describe('a program that ended', () => {
  it('grows no older', () => {
    const model = new Model();
    for (const event of story) model.apply('7/0', event);
    model.apply('7/0', { type: 'bye', time: 3_000, exitCode: 0, byItself: false });
    const later = topRows(model, now + 60_000);
    const tasks = later.find(({ label }) => label === 'Tasks and Scopes')?.children?.() ?? [];
    expect(tasks[0]?.description).toContain('2 s');
  });
});

describe('a row that gets its first child', () => {
  const started = (id: number, parent: number): AgentEvent => ({
    type: 'task-started',
    time: 10,
    id,
    name: `task ${id}`,
    kind: 'task',
    parent,
    scope: 0,
    stack: [],
  });
  const tasksOf = (model: Model): readonly Row[] =>
    topRows(model, now)
      .find(({ label }) => label === 'Tasks and Scopes')
      ?.children?.() ?? [];

  it('is a new row to VS Code, which opens rows only when it sees them first, and keeps its identity after that', () => {
    const model = new Model();
    for (const event of [hello, started(1, 0)]) model.apply('7/0', event);
    const leaf = tasksOf(model)[0];
    expect(leaf).not.toHaveProperty('children');
    model.apply('7/0', started(2, 1));
    const parent = tasksOf(model)[0];
    expect(parent).toMatchObject({ expanded: true });
    expect(parent?.id).not.toBe(leaf?.id);
    model.apply('7/0', { type: 'task-ended', time: 20, id: 2, status: 'completed', error: null });
    expect(tasksOf(model)[0]?.id).toBe(parent?.id);
    expect(tasksOf(model)[0]?.children?.()).toEqual([]);
  });

  it('is none for the main task, which is open from the start', () => {
    const model = new Model();
    model.apply('7/0', hello);
    model.apply('7/0', { ...started(1, 0), kind: 'main' } as AgentEvent);
    expect(tasksOf(model)[0]).toMatchObject({ expanded: true });
  });
});
