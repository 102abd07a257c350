import type { Model } from '../model.ts';
import { aliveTasks, busyLocks, openScopes, openSessions, operations } from '../selectors.ts';
import type { Operation, Program } from '../state.ts';
import { bySeverity, headlineOf } from './headline.ts';
import { indicatorsOf } from './indicators.ts';
import type { Locate } from './place.ts';
import { findingRow, lockRow, operationRow, programRow, scopeRow, sessionRow, statisticsRow, taskRow } from './rows.ts';
import { type Report, reportLimit } from './schema.ts';
import { timelineOf } from './timeline.ts';
import { errorTotals, lockTotals, longestTasks, operationTotals, strategyTotals, systemUse } from './totals.ts';

export interface ReportOptions {
  title: string;
  /** Unix time in ms. */
  generatedAt: number;
  /** Where a generated place is in the user's source. */
  locate: Locate;
}

type Owned<Row> = { program: Program; row: Row };

const isSuccess = ({ row }: Owned<Operation>): boolean => row.state === 'completed';

/** The report of all that `model` knows now. */
export function buildReport(model: Model, { title, generatedAt, locate }: ReportOptions): Report {
  const programs = [...model.programs.values()];
  const all = <Row>(rowsOf: (program: Program) => Row[]): Owned<Row>[] =>
    programs.flatMap((program) => rowsOf(program).map((row) => ({ program, row })));

  const scopes = all(openScopes).sort((a, b) => a.row.enteredAt - b.row.enteredAt);
  const tasks = all(aliveTasks).sort((a, b) => a.row.startedAt - b.row.startedAt);
  const sessions = all(openSessions).sort((a, b) => a.row.openedAt - b.row.openedAt);
  const locks = all(busyLocks).sort((a, b) => b.row.waiters.size - a.row.waiters.size);
  const work = all(operations).sort((a, b) => b.row.registeredAt - a.row.registeredAt);
  // Only successes are cut: what went wrong is why somebody reads a report.
  let room = reportLimit - work.filter((each) => !isSuccess(each)).length;
  const shownWork = work.filter((each) => !isSuccess(each) || (room -= 1) >= 0);

  return {
    schemaVersion: 2,
    title,
    generatedAt,
    headline: headlineOf(model),
    indicators: indicatorsOf(model.statistics),
    trend: model.trend.points.map((point) => ({ ...point })),
    statistics: statisticsRow(model.statistics),
    findings: [...model.findings]
      .sort(bySeverity)
      .map((finding) => findingRow(finding, model.programs.get(finding.program), locate)),
    programs: programs.map(programRow),
    open: {
      scopes: scopes.slice(0, reportLimit).map(({ program, row }) => scopeRow(program, row, locate)),
      tasks: tasks.slice(0, reportLimit).map(({ program, row }) => taskRow(program, row, locate)),
      locks: locks.slice(0, reportLimit).map(({ program, row }) => lockRow(program, row, locate)),
      sessions: sessions.slice(0, reportLimit).map(({ program, row }) => sessionRow(program, row, locate)),
    },
    timeline: timelineOf(model, generatedAt),
    operations: shownWork.map(({ program, row }) => operationRow(program, row, locate)),
    operationTotals: operationTotals(model.statistics),
    lockTotals: lockTotals(programs),
    longestTasks: longestTasks(programs, locate),
    errors: errorTotals(model.statistics),
    strategies: strategyTotals(model.statistics),
    system: systemUse(programs),
    totals: {
      scopes: scopes.length,
      tasks: tasks.length,
      locks: locks.length,
      sessions: sessions.length,
      operations: work.length,
    },
    lost: programs.reduce((sum, program) => sum + program.lost, 0),
  };
}
