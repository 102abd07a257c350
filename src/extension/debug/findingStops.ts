import type * as vscode from 'vscode';
import { findingKindOf } from '../../model/findings/index.ts';
import type { Finding } from '../../model/state.ts';
import type { DebugRun } from './debugRun.ts';
import type { DebugRuns } from './debugRuns.ts';
import { placesOf, problemFactsOf } from './problemFacts.ts';
import type { SiteLocator } from './siteLocator.ts';

/**
 * Stops programs at what only the model sees, as deadlocks and leaks: no line of the program does them, so the agent is
 * asked to stop at that moment, and the editor shows where it began.
 */
export function stopAtFindings(runs: DebugRuns, locator: SiteLocator, log: vscode.LogOutputChannel): vscode.Disposable {
  const seen = new WeakMap<DebugRun, number>();
  const look = (): void => {
    const run = runs.current;
    if (!run || run.isPaused) return;
    const { findings } = run.model;
    const fresh = findings.slice(seen.get(run) ?? 0);
    seen.set(run, findings.length);
    const stop = fresh.find((finding) => isWanted(run, finding));
    if (!stop) return;
    stopAt(run, stop, locator).catch((error: unknown) => log.warn(`No stop at "${stop.title}": ${String(error)}`));
  };
  return runs.onDidChange(look);
}

function isWanted(run: DebugRun, finding: Finding): boolean {
  const program = run.model.programs.get(finding.program);
  const tracker = run.trackerOf(finding.program);
  // The agent itself stops at what it sees.
  const isOurs = findingKindOf(finding.kind).watch !== undefined && finding.resolvedAt === undefined;
  return isOurs && program !== undefined && tracker !== undefined && tracker.stopsAt(problemFactsOf(finding, program));
}

async function stopAt(run: DebugRun, finding: Finding, locator: SiteLocator): Promise<void> {
  const program = run.model.programs.get(finding.program);
  if (!program) return;
  const { title, sentence, usualCauses } = finding;
  const places = await placesOf(finding, program, locator);
  const text = { title, sentence, usualCauses, places };
  await run.trackerOf(finding.program)?.stopAt({ facts: problemFactsOf(finding, program), text });
}
