import { describe, expect, it } from 'vitest';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { page, type Row } from '../../../src/extension/views/row.ts';
import { topRows } from '../../../src/extension/views/rows.ts';

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
      'Scopes | 2',
      '  order | open · 4 s · main',
      '    payment | open · 3 s · main · 7 s left',
      'Tasks | 2',
      '  main | running · 5 s · main',
      '    charge | running · 3 s',
      'Locks | 1',
      '  ledger | held by main · 3 s · 1 waiting',
      '    main | holds it · 3 s',
      '    charge | waits, 1 in line · 2 s',
      'Sessions | 1',
      '  bank | created · 2 s · sdk',
      'Operations | 1',
      '  transfer | failed · 1 attempt · Error: no',
      '    Attempt 1 | failed · 100 ms · by the program · Error: no',
    ]);
  });

  it('has a level for programs only where there are several', () => {
    const labels = allRows(topRows(modelOf('7/0', '8/0'), now)).map(({ label }) => label);
    expect(labels.filter((label) => label === 'app.js')).toHaveLength(10);
  });

  it('gives every row an identity of its own that stays', () => {
    const ids = (at: number): string[] => allRows(topRows(modelOf('7/0', '8/0'), at)).map(({ id }) => id);
    expect(new Set(ids(now)).size).toBe(ids(now).length);
    expect(ids(now + 60_000)).toEqual(ids(now));
  });

  it('says kind, name and state of a row to a screen reader', () => {
    const spoken = allRows(topRows(modelOf('7/0'), now)).map((row) => row.spoken);
    expect(spoken).toContain('Scope order, open, 4 s, entered by main');
    expect(spoken).toContain('Lock ledger, held by main · 3 s · 1 waiting');
    expect(spoken).toContain('Operation transfer, failed, 1 attempt, 2 s');
  });

  it('offers on a row only what can be done with it', () => {
    const rows = allRows(topRows(modelOf('7/0'), now));
    const contextsOf = (label: string): readonly string[] => rows.find((row) => row.label === label)?.contexts ?? [];
    expect(contextsOf('order')).toEqual(['scope', 'canCancel', 'hasEnterSite']);
    expect(contextsOf('payment')).toEqual(['scope', 'canCancel']);
    expect(contextsOf('transfer')).toEqual(['operation', 'canRetry', 'hasSite']);
    expect(contextsOf('Scope left by another task')).toEqual(['finding', 'hasEnterSite', 'hasExitSite']);
  });

  it('shows the first thousand of many and says how many there are', () => {
    const many = Array.from({ length: 1_200 }, (_, index) => index);
    let made = 0;
    const shown = page('many', many, (index) => {
      made += 1;
      return { id: String(index), label: 'x', spoken: 'x' };
    });
    expect(shown).toHaveLength(1_001);
    expect(shown.at(-1)?.label).toBe('Showing 1,000 of 1,200');
    expect(made).toBe(1_000);
  });
});

describe('a program that ended', () => {
  it('grows no older', () => {
    const model = new Model();
    for (const event of story) model.apply('7/0', event);
    model.apply('7/0', { type: 'bye', time: 3_000, exitCode: 0 });
    const later = topRows(model, now + 60_000);
    const scopes = later.find(({ label }) => label === 'Scopes')?.children?.() ?? [];
    expect(scopes[0]?.description).toContain('2 s');
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
      .find(({ label }) => label === 'Tasks')
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
