import type * as vscode from 'vscode';
import type { ProgramKey } from '../../protocol/events.ts';
import { type AsyncStackTaker, pauseAtStop } from './asyncStackTaker.ts';
import type { DebugRun } from './debugRun.ts';
import type { DebugRuns } from './debugRuns.ts';

export interface StopOptions {
  runs: Pick<DebugRuns, 'current' | 'onDidChange'>;
  taker: AsyncStackTaker;
  /** Whether somebody sees the stacks, and wants them without asking. */
  isWanted: () => boolean;
  /** Somebody sees them now. */
  onDidShow: vscode.Event<void>;
}

/**
 * Takes the asynchronous stacks of programs that are stopped, once at each stop. By the time a change is told, the editor
 * has asked the debugger what it shows itself, and whoever steps on quickly is at another stop.
 */
export function takeStacksAtStops({ runs, taker, isWanted, onDidShow }: StopOptions): vscode.Disposable {
  const taken = new WeakMap<DebugRun, Map<ProgramKey, number>>();
  const look = (): void => {
    const run = runs.current;
    if (!run?.isPaused || !isWanted()) return;
    const known = taken.get(run) ?? new Map<ProgramKey, number>();
    taken.set(run, known);
    for (const { key, endedAt } of run.model.programs.values()) {
      const stop = run.stopOf(key);
      if (stop === undefined || endedAt !== undefined || known.get(key) === stop) continue;
      known.set(key, stop);
      void taker.take(run, key, pauseAtStop);
    }
  };
  const subscriptions = [runs.onDidChange(look), onDidShow(look)];
  return { dispose: () => subscriptions.forEach((each) => void each.dispose()) };
}
