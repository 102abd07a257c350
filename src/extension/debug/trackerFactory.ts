import * as vscode from 'vscode';
import { injectionInto } from '../../adapter/lateInjection.ts';
import { SessionTracker, type SessionTrackerOptions } from '../../adapter/sessionTracker.ts';
import { describeViolation } from '../../model/findings/index.ts';
import type { AgentSettings } from '../../protocol/commands.ts';
import type { DebugRun } from './debugRun.ts';
import type { DebugRuns } from './debugRuns.ts';
import type { IgnoredFindings } from './ignoredFindings.ts';
import type { SiteLocator } from './siteLocator.ts';
import { namedValue, taskChain } from './taskChain.ts';

/** The types of js-debug for Node; a tracker for `node` itself would never be called. */
export const nodeTypes: readonly string[] = ['pwa-node', 'node-terminal'];

/** ms an agent stays in a program it was put into after the editor was last heard of. */
const lease = 15_000;

export interface TrackerOptions {
  runs: DebugRuns;
  preloadPath: string;
  locator: SiteLocator;
  ignored: IgnoredFindings;
  guardPath: string;
  settings: (folder: vscode.WorkspaceFolder | undefined) => AgentSettings;
  log: vscode.LogOutputChannel;
  enabled: () => boolean;
}

/** Gives each Node debug session a tracker that feeds its run's model. */
export class TrackerFactory implements vscode.DebugAdapterTrackerFactory {
  readonly #options: TrackerOptions;
  readonly #trackers = new WeakMap<DebugRun, Set<SessionTracker>>();
  /** What has been said about the programs of a run is not said again. */
  readonly #said = new WeakMap<DebugRun, Set<string>>();

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    if (!nodeTypes.includes(session.type) || !this.#options.enabled()) return undefined;
    const { runs, preloadPath, locator, ignored, log } = this.#options;
    const run = runs.runOf(session);
    const tracker = new SessionTracker({
      session: {
        id: session.id,
        name: session.name,
        isTarget: '__pendingTargetId' in session.configuration,
        customRequest: async (command, args) => session.customRequest(command, args),
      },
      preloadPath,
      ignored: ignored.problems,
      late: this.#lateFor(run),
      log: (message) => log.info(message),
      onObstacle: (sentence) => this.#sayOnce(run, sentence),
      onEvents(program, events) {
        run.apply(session, program, events);
        runs.changed();
      },
      onLink: (link) => run.setLink(session, link),
      describe: (program, violation) => describeViolation(run.model.programs.get(program), violation),
      callers(at) {
        const program = run.model.programs.get(at.program);
        return program ? taskChain(program, at, locator) : [];
      },
      value(name, at, reported) {
        const program = at && run.model.programs.get(at.program);
        if (name === '$violation' && reported) {
          const { title, sentence } = describeViolation(run.model.programs.get(reported.program), reported.violation);
          return { text: title, parts: { class: reported.violation.cause, name: reported.violation.name, sentence } };
        }
        return program && namedValue(program, name, at);
      },
    });
    run.trackers.set(session, tracker);
    const ofRun = this.#trackers.get(run) ?? new Set();
    this.#trackers.set(run, ofRun.add(tracker));
    return {
      onWillReceiveMessage(message) {
        // The debugger leaves all programs of a run when the first session does, and its agents have to go before.
        if (session === run.root && leavesRunning(message)) for (const each of ofRun) each.leave();
        tracker.onWillReceiveMessage(message);
      },
      onDidSendMessage(message) {
        tracker.onDidSendMessage(message);
        if (!notePause(run, session, message)) return;
        runs.changed();
        // By the time the editor asks for the end of the stack, its places are known.
        if (run.isStopped(session)) void locator.prepare(run.model.programs.values());
      },
      onWillStopSession: () => tracker.onWillStopSession(),
      onExit() {
        ofRun.delete(tracker);
        tracker.onExit();
      },
    };
  }

  #lateFor(run: DebugRun): SessionTrackerOptions['late'] {
    const { guardPath, settings } = this.#options;
    const kind = injectionInto(run.root.configuration, guardPath);
    if (kind === 'none' || kind === 'prepared') return undefined;
    return { kind, guardPath, settings: JSON.stringify(settings(run.root.workspaceFolder)), lease };
  }

  #sayOnce(run: DebugRun, sentence: string): void {
    const said = this.#said.get(run) ?? new Set();
    this.#said.set(run, said);
    if (said.has(sentence)) return;
    said.add(sentence);
    this.#options.log.warn(`${run.root.name}: ${sentence}`);
    void vscode.window.showWarningMessage(sentence);
  }
}

/** The editor ends a session without ending its programs. */
const leavesRunning = (message: unknown): boolean => {
  const { command, arguments: given } = message as { command?: unknown; arguments?: { terminateDebuggee?: unknown } };
  return command === 'disconnect' && given?.terminateDebuggee !== true;
};

/** @returns whether it was news */
function notePause(run: DebugRun, session: vscode.DebugSession, message: unknown): boolean {
  const { event, type } = message as { event?: unknown; type?: unknown };
  const stops = event === 'stopped';
  // js-debug answers `continue` without an event of its own.
  const goesOn = event === 'continued' || event === 'terminated' || (type === 'response' && isContinue(message));
  if (stops) run.pause(session, Date.now());
  else if (goesOn) run.resume(session);
  return stops || goesOn;
}

const isContinue = (message: unknown): boolean =>
  ['continue', 'next', 'stepIn', 'stepOut'].includes(String((message as { command?: unknown }).command));
