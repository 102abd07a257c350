import type { AskedStop, ReportedViolation } from '../../adapter/stopState.ts';
import type { Finding, Program } from '../../model/state.ts';
import type { DebugRun } from './debugRun.ts';
import { siteOf } from './problemFacts.ts';

/** A finding that a program is stopped for. */
export interface ShownStop {
  finding: Finding;
  program: Program;
}

/** The findings that programs of a run are stopped for, as far as they have arrived. */
export function stopsOf(run: DebugRun): ShownStop[] {
  return [...run.trackers.values()].flatMap(({ stoppedFor }) => {
    const finding = stoppedFor && run.model.findings.findLast((each) => isFor(run, each, stoppedFor));
    const program = finding && run.model.programs.get(finding.program);
    return program ? [{ finding, program }] : [];
  });
}

function isFor(run: DebugRun, finding: Finding, stop: AskedStop | ReportedViolation): boolean {
  const program = run.model.programs.get(finding.program);
  if (!program) return false;
  if ('facts' in stop) {
    const { class: kind, name, site } = stop.facts;
    return finding.kind === kind && finding.subject.name === name && siteOf(finding, program) === site;
  }
  const { cause, name } = stop.violation;
  // The last one of its kind: while its program is stopped none comes after it.
  return finding.program === stop.program && finding.kind === cause && finding.subject.name === name;
}
