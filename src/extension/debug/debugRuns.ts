import * as vscode from 'vscode';
import type { IgnoredProblems } from '../../adapter/conditions/stopRules.ts';
import type { AgentSettings } from '../../protocol/commands.ts';
import type { ModelOptions } from '../../model/model.ts';
import { DebugRun } from './debugRun.ts';

/** ms between two redraws, so that a busy program does not redraw more than four times a second. */
const redrawEvery = 250;
const tickEvery = 1_000;

/** The debug runs there are; the last one stays until the next begins, to be read when it is over. */
export class DebugRuns implements vscode.Disposable {
  readonly #runs = new Map<string, DebugRun>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ticker = setInterval(() => this.#tick(), tickEvery);
  readonly #modelOptions: (root: vscode.DebugSession) => ModelOptions;
  #last: DebugRun | undefined;
  #redraw: NodeJS.Timeout | undefined;

  /** At most four times a second. */
  readonly onDidChange = this.#changed.event;
  readonly #began = new vscode.EventEmitter<DebugRun>();
  readonly onDidBegin = this.#began.event;

  /** @param modelOptions what is configured for a run when it begins */
  constructor(modelOptions: (root: vscode.DebugSession) => ModelOptions) {
    this.#modelOptions = modelOptions;
  }

  /** The run to show: the last one that began. */
  get current(): DebugRun | undefined {
    return this.#last;
  }

  /** Those that are not over. */
  get running(): Iterable<DebugRun> {
    return this.#runs.values();
  }

  /** The run a session belongs to; one is begun for the first session of a run. */
  runOf(session: vscode.DebugSession): DebugRun {
    let root = session;
    while (root.parentSession) root = root.parentSession;
    let run = this.#runs.get(root.id);
    if (!run) {
      run = new DebugRun(root, this.#modelOptions(root));
      this.#runs.set(root.id, run);
      this.#last = run;
      this.#began.fire(run);
    }
    run.sessions.add(session);
    this.changed();
    return run;
  }

  ended(session: vscode.DebugSession): void {
    for (const [id, run] of this.#runs) {
      run.end(session, Date.now());
      if (run.isOver) this.#runs.delete(id);
    }
    this.changed();
  }

  /** @param settingsOf what the programs of a run are to do from now on */
  configure(settingsOf: (root: vscode.DebugSession) => AgentSettings, onError: (error: unknown) => void): void {
    for (const run of this.#runs.values()) {
      const settings = settingsOf(run.root);
      for (const link of run.links) link.request({ type: 'configure', settings }).catch(onError);
    }
  }

  /** @param ignored what is not to stop the programs from now on */
  ignore(ignored: IgnoredProblems): void {
    // Whatever goes wrong is in the log of the session.
    for (const run of this.#runs.values()) for (const tracker of run.trackers.values()) void tracker.ignore(ignored);
    this.changed();
  }

  changed(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.#changed.fire();
    }, redrawEvery);
  }

  dispose(): void {
    clearInterval(this.#ticker);
    clearTimeout(this.#redraw);
    this.#changed.dispose();
    this.#began.dispose();
  }

  /** Time passes for programs that run: at a breakpoint a lock is held by the person, not by the program. */
  #tick(): void {
    for (const run of this.#runs.values()) {
      if (run.isPaused || run.model.programs.size === 0) continue;
      run.model.tick(Date.now());
      this.changed();
    }
  }
}
