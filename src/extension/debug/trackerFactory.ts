import type * as vscode from 'vscode';
import { SessionTracker } from '../../adapter/sessionTracker.ts';
import { describeViolation } from '../../model/findings/index.ts';
import type { DebugRun } from './debugRun.ts';
import type { DebugRuns } from './debugRuns.ts';
import type { SiteLocator } from './siteLocator.ts';
import { namedValue, taskChain } from './taskChain.ts';

/** The types of js-debug for Node; a tracker for `node` itself would never be called. */
export const nodeTypes: readonly string[] = ['pwa-node', 'node-terminal'];

export interface TrackerOptions {
  runs: DebugRuns;
  preloadPath: string;
  locator: SiteLocator;
  log: vscode.LogOutputChannel;
  enabled: () => boolean;
}

/** Gives each Node debug session a tracker that feeds its run's model. */
export class TrackerFactory implements vscode.DebugAdapterTrackerFactory {
  readonly #options: TrackerOptions;

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    if (!nodeTypes.includes(session.type) || !this.#options.enabled()) return undefined;
    const { runs, preloadPath, locator, log } = this.#options;
    const run = runs.runOf(session);
    const tracker = new SessionTracker({
      session: {
        id: session.id,
        name: session.name,
        isTarget: '__pendingTargetId' in session.configuration,
        customRequest: async (command, args) => session.customRequest(command, args),
      },
      preloadPath,
      log: (message) => log.info(message),
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
    return {
      onWillReceiveMessage: (message) => tracker.onWillReceiveMessage(message),
      onDidSendMessage(message) {
        tracker.onDidSendMessage(message);
        if (!notePause(run, session, message)) return;
        runs.changed();
        // By the time the editor asks for the end of the stack, its places are known.
        if (run.isStopped(session)) void locator.prepare(run.model.programs.values());
      },
      onWillStopSession: () => tracker.onWillStopSession(),
      onExit: () => tracker.onExit(),
    };
  }
}

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
