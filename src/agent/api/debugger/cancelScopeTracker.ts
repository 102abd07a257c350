import type { CauseClass } from '../../../protocol/causeClasses.ts';
import type { Report, ReportFinding } from '../../../model/report/schema.ts';
import { findingRow } from '../../../model/report/rows.ts';
import { CancelScopeMonitor } from './cancelScopeMonitor.ts';
import type { Id } from './idMap.ts';
import { locate } from './locate.ts';
import { type ScopeEvent, scopeEventsOf } from './protocolEvents.ts';
import { type SummaryStream, printSummaryOf, writtenReport } from './reporting.ts';

/** A monitor of scopes that also cancels them, and says who broke which rule. */
export class CancelScopeTracker extends CancelScopeMonitor {
  /**
   * Cancels the open scope of that id, and the scopes in it.
   * @param reason an Error becomes the signal's reason; anything else becomes the message of an AbortError
   * @returns whether there is one
   */
  requestCancel(scopeId: Id, reason?: unknown): boolean {
    const scope = this.scopeOf(scopeId);
    scope?.cancel(reason);
    return scope !== undefined;
  }

  /** The signal that aborts when the open scope of that id is cancelled. */
  getSignal(scopeId: Id): AbortSignal | undefined {
    return this.scopeOf(scopeId)?.signal;
  }

  /** Scopes left by another task than the one that entered them, with the stacks of both. None is ever forgotten. */
  checkCrossTaskViolations(): ReportFinding[] {
    return this.checkViolations('exited-in-another-task');
  }

  /**
   * Rules that were broken, oldest first, with the stacks of both parties.
   * @param cause only of this class
   */
  checkViolations(cause?: CauseClass): ReportFinding[] {
    const { program } = this.observation;
    return this.observation
      .read()
      .findings.filter(({ kind }) => cause === undefined || kind === cause)
      .map((finding) => findingRow(finding, program, locate));
  }

  /** The last events about scopes, oldest first. */
  getEvents(): ScopeEvent[] {
    return scopeEventsOf(this.observation);
  }

  /**
   * The report of all that is known.
   * @param path of a file to write it to as JSON
   * @throws ExpectedError when the file cannot be written
   */
  generateReport(path?: string): Report {
    return writtenReport(this.observation, undefined, path);
  }

  /** Prints what a person should know, the worst first. */
  printSummary(stream?: SummaryStream): void {
    printSummaryOf(this.observation, undefined, stream);
  }
}
