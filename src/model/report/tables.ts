import { t } from '../../common/l10n.ts';
import { commaPhrase, numberPhrase } from '../findings/phrases.ts';
import {
  ageWords,
  chainWords,
  checkWords,
  lastError,
  lockKindWords,
  operationWords,
  placeWords,
  shownWords,
  stateWords,
} from './words.ts';
import type { LockParty, Report } from './schema.ts';
import type { Table } from './table.ts';
import { totalsTables } from './totalsTables.ts';

const parties = (report: Report, program: string, list: readonly LockParty[]): string =>
  commaPhrase(list.map((party) => t('{0} ({1})', party.taskName, ageWords(report, program, party.since))));

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
    columns: several ? [...columns, t('Program')] : columns,
    rows: rows.map((row) => (several ? [...cells(row), row.program] : cells(row))),
  });
  return [
    table(
      title(t('Open scopes'), t('Scopes never left')),
      totals.scopes,
      [t('Scope'), t('Task'), t('Open for'), t('Cancelled'), t('Entered at')],
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
      title(t('Running tasks'), t('Tasks that never ended')),
      totals.tasks,
      [t('Task'), t('Kind'), t('Scope'), t('Running for'), t('Started at')],
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
      title(t('Locks in use'), t('Locks in use at the end')),
      totals.locks,
      [t('Lock'), t('Kind'), t('Held by'), t('Waited for by'), t('Acquired')],
      open.locks,
      (row) => [
        row.name,
        lockKindWords(row.kind),
        parties(report, row.program, row.holders),
        parties(report, row.program, row.waiters),
        placeWords(row.holders[0]?.location),
      ],
    ),
    table(
      title(t('Open sessions'), t('Sessions never closed')),
      totals.sessions,
      [t('Session'), t('Kind'), t('State'), t('Task'), t('Open for'), t('Health'), t('Opened at')],
      open.sessions,
      (row) => [
        row.name,
        row.kind,
        row.detail ? t('{0}: {1}', stateWords(row.state), row.detail) : stateWords(row.state),
        row.taskName,
        ageWords(report, row.program, row.openedAt),
        checkWords(row.lastCheck),
        placeWords(row.location),
      ],
    ),
    table(
      t('Operations'),
      totals.operations,
      [t('Operation'), t('State'), t('Task'), t('Last error'), t('Place')],
      operations,
      (row) => [row.name, operationWords(row), row.taskName, lastError(row), placeWords(row.location)],
    ),
    ...totalsTables(report),
  ].filter(({ rows }) => rows.length > 0);
}

/** The programs of a run. */
export const programTable = ({ programs }: Report): Table => ({
  title: t('Programs'),
  count: shownWords(programs.length, programs.length),
  columns: [t('Program'), t('Title'), 'Node', t('Folder'), t('State'), t('Events lost')],
  rows: programs.map((program) => [
    program.key,
    program.title,
    program.node,
    program.cwd,
    endWords(program.endedAt, program.exitCode),
    numberPhrase(program.lost),
  ]),
});

function endWords(endedAt: number | null, exitCode: number | null): string {
  if (endedAt === null) return t('running');
  return exitCode === null ? t('ended') : t('ended with exit code {0}', String(exitCode));
}
