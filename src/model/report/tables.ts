import { ageWords, chainWords, checkWords, lastError, operationWords, placeWords, shownWords } from './words.ts';
import type { LockParty, Report } from './schema.ts';
import type { Table } from './table.ts';
import { totalsTables } from './totalsTables.ts';

const parties = (report: Report, program: string, list: readonly LockParty[]): string =>
  list.map((party) => `${party.taskName} (${ageWords(report, program, party.since)})`).join(', ');

/** What is alive, or was when the last program ended, then the operations and the totals; empty tables are left out. */
export function tablesOf(report: Report): readonly Table[] {
  const { open, operations, totals, programs } = report;
  const several = programs.length > 1;
  const isOver = programs.length > 0 && programs.every((program) => program.endedAt !== null);
  const title = (now: string, atTheEnd: string): string => (isOver ? atTheEnd : now);
  const table = <Row extends { program: string }>(
    title: string,
    total: number,
    columns: readonly string[],
    rows: readonly Row[],
    cells: (row: Row) => string[],
  ): Table => ({
    title,
    count: shownWords(rows.length, total),
    columns: several ? [...columns, 'Program'] : columns,
    rows: rows.map((row) => (several ? [...cells(row), row.program] : cells(row))),
  });
  return [
    table(
      title('Open scopes', 'Scopes never left'),
      totals.scopes,
      ['Scope', 'Task', 'Open for', 'Cancelled', 'Entered at'],
      open.scopes,
      (row) => [
        row.name,
        row.taskName,
        ageWords(report, row.program, row.enteredAt),
        chainWords(row.cancelChain),
        placeWords(row.location),
      ],
    ),
    table(
      title('Running tasks', 'Tasks that never ended'),
      totals.tasks,
      ['Task', 'Kind', 'Scope', 'Running for', 'Started at'],
      open.tasks,
      (row) => [
        row.name,
        row.kind,
        row.scopeName ?? '',
        ageWords(report, row.program, row.startedAt),
        placeWords(row.location),
      ],
    ),
    table(
      title('Locks in use', 'Locks in use at the end'),
      totals.locks,
      ['Lock', 'Kind', 'Held by', 'Waited for by', 'Acquired'],
      open.locks,
      (row) => [
        row.name,
        row.kind,
        parties(report, row.program, row.holders),
        parties(report, row.program, row.waiters),
        placeWords(row.holders[0]?.location),
      ],
    ),
    table(
      title('Open sessions', 'Sessions never closed'),
      totals.sessions,
      ['Session', 'Kind', 'State', 'Task', 'Open for', 'Health', 'Opened at'],
      open.sessions,
      (row) => [
        row.name,
        row.kind,
        row.detail ? `${row.state}: ${row.detail}` : row.state,
        row.taskName,
        ageWords(report, row.program, row.openedAt),
        checkWords(row.lastCheck),
        placeWords(row.location),
      ],
    ),
    table('Operations', totals.operations, ['Operation', 'State', 'Task', 'Last error', 'Place'], operations, (row) => [
      row.name,
      operationWords(row),
      row.taskName,
      lastError(row),
      placeWords(row.location),
    ]),
    ...totalsTables(report),
  ].filter(({ rows }) => rows.length > 0);
}

/** The programs of a run. */
export const programTable = ({ programs }: Report): Table => ({
  title: 'Programs',
  count: shownWords(programs.length, programs.length),
  columns: ['Program', 'Title', 'Node', 'Folder', 'State', 'Events lost'],
  rows: programs.map((program) => [
    program.key,
    program.title,
    program.node,
    program.cwd,
    stateWords(program.endedAt, program.exitCode),
    program.lost.toLocaleString('en'),
  ]),
});

function stateWords(endedAt: number | null, exitCode: number | null): string {
  if (endedAt === null) return 'running';
  return exitCode === null ? 'ended' : `ended with exit code ${exitCode}`;
}
