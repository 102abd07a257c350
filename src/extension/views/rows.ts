import type { Model } from '../../model/model.ts';
import type { Program } from '../../model/state.ts';
import { lockRows, scopeRows, sessionRows, taskRows } from './aliveRows.ts';
import { findingRows } from './findingRows.ts';
import { operationRows } from './operationRows.ts';
import { type Listing, type Row, page } from './row.ts';

type RowsOf = (program: Program, now: number) => Listing;

interface Group {
  label: string;
  icon: string;
  rowsOf: RowsOf;
  count: (model: Model) => number;
}

const groups: readonly Group[] = [
  { label: 'Scopes', icon: 'symbol-namespace', rowsOf: scopeRows, count: ({ statistics }) => statistics.scopes.open },
  { label: 'Tasks', icon: 'sync', rowsOf: taskRows, count: ({ statistics }) => statistics.tasks.alive },
  { label: 'Locks', icon: 'lock', rowsOf: lockRows, count: ({ statistics }) => statistics.locks.held },
  { label: 'Sessions', icon: 'plug', rowsOf: sessionRows, count: ({ statistics }) => statistics.sessions.open },
  {
    label: 'Operations',
    icon: 'play',
    rowsOf: operationRows,
    count: ({ statistics }) => statistics.operations.registered,
  },
];

/**
 * The rows at the top of the tree. Their children are made when they are asked for.
 * @param now Unix time in ms; the time of a program that ended stands still
 */
export function topRows(model: Model, now: number): Row[] {
  const findings: Row = {
    id: 'findings',
    label: 'Findings',
    description: String(model.findings.length),
    spoken: `Findings, ${model.findings.length}`,
    icon: 'search',
    children: () => findingRows(model, now).rows('findings'),
    expanded: true,
  };
  return [findings, ...groups.map((group) => groupRow(model, group, now))];
}

function groupRow(model: Model, { label, icon, rowsOf, count }: Group, now: number): Row {
  const id = label.toLowerCase();
  const total = String(count(model));
  return {
    id,
    label,
    description: total,
    spoken: `${label}, ${total}`,
    icon,
    expanded: true,
    children: () => rowsOfAll(model, id, rowsOf, now),
  };
}

/** One level for the programs where there are several. */
function rowsOfAll(model: Model, id: string, rowsOf: RowsOf, now: number): readonly Row[] {
  const filled = [...model.programs.values()]
    .map((program) => ({ program, listed: rowsOf(program, program.endedAt ?? now) }))
    .filter(({ listed }) => listed.count > 0);
  const [only] = filled;
  if (model.programs.size === 1 || !only) return only?.listed.rows(id) ?? [];
  return page(id, filled, ({ program, listed }) => {
    const label = program.thread === 0 ? program.title : `${program.title} · worker ${program.thread}`;
    const own = `${id}/${program.key}`;
    return {
      id: own,
      label,
      description: `pid ${program.pid}${program.endedAt === undefined ? '' : ' · ended'}`,
      spoken: `Process ${label}`,
      icon: 'server-process',
      expanded: true,
      children: () => listed.rows(own),
    };
  });
}
