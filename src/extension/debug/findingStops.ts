import type * as vscode from 'vscode';
import { siteKey } from '../../adapter/conditions/stopRules.ts';
import { findingKindOf } from '../../model/findings/index.ts';
import type { Finding, Program } from '../../model/state.ts';
import type { DebugRun } from './debugRun.ts';
import type { DebugRuns } from './debugRuns.ts';
import type { IgnoredFindings } from './ignoredFindings.ts';
import { placesOf, problemFactsOf, siteOf } from './problemFacts.ts';
import type { SiteLocator } from './siteLocator.ts';

export interface FindingStopsOptions {
  runs: Pick<DebugRuns, 'running' | 'onDidChange'>;
  ignored: IgnoredFindings;
  locator: SiteLocator;
  log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/**
 * Stops programs at what only the model sees, as deadlocks and leaks: no line of the program does them, so the agent is
 * asked to stop at that moment, and the editor shows where it began.
 *
 * There is one stop at a time in a run, in the order in which things were found. What is found while a program of the
 * run is paused waits until all go on, and is judged then: by the filters of that time, and not if it is over or ignored
 * by then. Of what waits together, one class at one place stops once.
 */
export function stopAtFindings(options: FindingStopsOptions): vscode.Disposable {
  const queues = new WeakMap<DebugRun, StopQueue>();
  return options.runs.onDidChange(() => {
    for (const run of options.runs.running) {
      const queue = queues.get(run) ?? new StopQueue(run, options);
      queues.set(run, queue);
      queue.look();
    }
  });
}

interface Waiting {
  finding: Finding;
  program: Program;
}

/** What one run is still to be stopped at. */
class StopQueue {
  readonly #run: DebugRun;
  readonly #options: FindingStopsOptions;
  #waiting: Waiting[] = [];
  #seen = 0;
  #isAsking = false;

  constructor(run: DebugRun, options: FindingStopsOptions) {
    this.#run = run;
    this.#options = options;
  }

  look(): void {
    this.#takeNew();
    if (this.#run.isPaused || this.#isAsking) return;
    const next = this.#next();
    if (!next) return;
    this.#isAsking = true;
    this.#stopAt(next)
      .then((isStopping) => {
        // The program was stopped already, or about to be.
        if (!isStopping) this.#waiting.unshift(next);
      })
      .catch((error: unknown) => this.#options.log.warn(`No stop at "${next.finding.title}": ${String(error)}`))
      .finally(() => (this.#isAsking = false));
  }

  #takeNew(): void {
    const { findings, programs } = this.#run.model;
    for (const finding of findings.slice(this.#seen)) {
      const program = programs.get(finding.program);
      // The agent itself stops at what it sees.
      if (program && findingKindOf(finding.kind).watch !== undefined) this.#waiting.push({ finding, program });
    }
    this.#seen = findings.length;
  }

  #next(): Waiting | undefined {
    const next = this.#waiting.findIndex((each) => this.#isWanted(each));
    const found = this.#waiting[next];
    // Whatever was before it is not wanted, and those like it are told of by its stop.
    const key = found && keyOf(found);
    this.#waiting = found ? this.#waiting.slice(next + 1).filter((each) => keyOf(each) !== key) : [];
    return found;
  }

  #isWanted({ finding, program }: Waiting): boolean {
    if (finding.resolvedAt !== undefined || this.#options.ignored.isIgnored(finding, program)) return false;
    return this.#run.trackerOf(finding.program)?.stopsAt(problemFactsOf(finding, program)) === true;
  }

  /** @returns false where the program cannot be stopped now */
  async #stopAt({ finding, program }: Waiting): Promise<boolean> {
    const { title, sentence, usualCauses } = finding;
    const places = await placesOf(finding, program, this.#options.locator);
    const text = { title, sentence, usualCauses, places };
    const stop = { facts: problemFactsOf(finding, program), text };
    // A program that ended meanwhile has no tracker any more.
    return (await this.#run.trackerOf(finding.program)?.stopAt(stop)) ?? true;
  }
}

const keyOf = ({ finding, program }: Waiting): string =>
  `${program.key}/${siteKey({ class: finding.kind, site: siteOf(finding, program) })}`;
