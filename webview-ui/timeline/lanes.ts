import { t } from '../../src/common/l10n.ts';
import type { Report } from '../../src/model/report/schema.ts';
import type { Span } from '../../src/model/report/timelineSchema.ts';
import type { Range } from './range.ts';

/** A task or a scope at its place. */
export interface Bar {
  readonly span: Span;
  /** Counted from the top of all lanes. */
  readonly row: number;
  /** Unix ms. */
  readonly from: number;
  /** Unix ms; for what has not ended, how far it was seen. */
  readonly to: number;
}

/** A task and, below it, the scopes it entered. */
export interface Lane {
  readonly name: string;
  /** How many tasks are above it in the tree of tasks. */
  readonly depth: number;
  readonly top: number;
  readonly rows: number;
  /** By row, then by start. */
  readonly bars: readonly Bar[];
}

export interface Layout {
  readonly lanes: readonly Lane[];
  /** In the order of the lanes. */
  readonly bars: readonly Bar[];
  readonly rows: number;
  /** All there is to see. */
  readonly whole: Range;
}

type Timed = Pick<Report, 'timeline' | 'programs' | 'generatedAt' | 'findings' | 'system'>;

const keyOf = (program: string, kind: Span['kind'], id: number): string => `${program} ${kind} ${id}`;

/** How a span is found again in the next report. */
export const spanKey = ({ program, kind, id }: Span): string => keyOf(program, kind, id);

interface Branch {
  program: string;
  id: number;
  task: Span | undefined;
  scopes: Span[];
  children: Branch[];
  startedAt: number;
}

/** The tree of tasks; scopes of tasks that are not shown get a task without a bar. */
function branchesOf(spans: readonly Span[]): Branch[] {
  const branches = new Map<string, Branch>();
  const branch = (program: string, id: number, startedAt: number): Branch => {
    const key = keyOf(program, 'task', id);
    const known = branches.get(key);
    if (known) return known;
    const made: Branch = { program, id, task: undefined, scopes: [], children: [], startedAt };
    branches.set(key, made);
    return made;
  };
  for (const span of spans) {
    if (span.kind === 'scope') branch(span.program, span.task, span.startedAt).scopes.push(span);
    else branch(span.program, span.id, span.startedAt).task = span;
  }
  const roots: Branch[] = [];
  for (const each of branches.values()) {
    const parent = each.task && branches.get(keyOf(each.program, 'task', each.task.parent));
    if (parent && parent !== each) parent.children.push(each);
    else roots.push(each);
  }
  return roots;
}

const laneName = ({ task, id }: Branch): string => {
  if (task) return task.name;
  return id === 0 ? t('code outside any task') : t('task {0}', `#${id}`);
};

/** Scopes take the first row below their parent's that is free; row 0 is the task's. */
function rowsOf(scopes: readonly Span[], endOf: (span: Span) => number): { span: Span; row: number }[] {
  const ends: number[] = [Number.POSITIVE_INFINITY];
  const rows = new Map<number, number>();
  return scopes.toSorted(byStart).map((span) => {
    let row = (rows.get(span.parent) ?? 0) + 1;
    while ((ends[row] ?? Number.NEGATIVE_INFINITY) > span.startedAt) row += 1;
    ends[row] = endOf(span);
    rows.set(span.id, row);
    return { span, row };
  });
}

/** Where each task and scope of a report is drawn: tasks below those that started them, scopes below their task. */
export function layoutOf(report: Timed): Layout {
  const ends = new Map(report.programs.map(({ key, endedAt }) => [key, endedAt ?? report.generatedAt]));
  const endOf = (span: Span): number =>
    Math.max(span.startedAt, span.endedAt ?? ends.get(span.program) ?? report.generatedAt);
  const lanes: Lane[] = [];
  let top = 0;
  const add = (branch: Branch, depth: number): void => {
    const placed = rowsOf(branch.scopes, endOf);
    const first = top;
    const bar = (span: Span, row: number): Bar => ({ span, row: first + row, from: span.startedAt, to: endOf(span) });
    const bars = [
      ...(branch.task ? [bar(branch.task, 0)] : []),
      ...placed.map(({ span, row }) => bar(span, row)).sort((one, other) => one.row - other.row),
    ];
    const rows = 1 + Math.max(0, ...placed.map(({ row }) => row));
    lanes.push({ name: laneName(branch), depth, top, rows, bars });
    top += rows;
  };
  // A chain of tasks may be longer than the call stack; in a ring, which no honest agent tells of, nobody is a root.
  const open = branchesOf(report.timeline.spans)
    .sort(byStart)
    .reverse()
    .map((branch) => ({ branch, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { branch, depth } = next;
    add(branch, depth);
    for (const child of branch.children.sort(byStart).reverse()) open.push({ branch: child, depth: depth + 1 });
  }
  const bars = lanes.flatMap((lane) => lane.bars);
  return { lanes, bars, rows: top, whole: wholeOf(report, bars) };
}

const byStart = (one: { startedAt: number }, other: { startedAt: number }): number => one.startedAt - other.startedAt;

function wholeOf({ programs, findings, system, generatedAt }: Timed, bars: readonly Bar[]): Range {
  const times = [
    ...bars.flatMap(({ from, to }) => [from, to]),
    ...programs.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? generatedAt]),
    ...findings.map(({ at }) => at),
    ...system.flatMap(({ samples }) => samples.map(({ at }) => at)),
  ].filter(Number.isFinite);
  if (times.length === 0) return { from: generatedAt - 1, to: generatedAt };
  const from = times.reduce((least, time) => Math.min(least, time));
  return {
    from,
    to: Math.max(
      from + 1,
      times.reduce((most, time) => Math.max(most, time)),
    ),
  };
}
