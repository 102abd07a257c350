import * as vscode from 'vscode';
import { countPhrase } from '../../model/findings/phrases.ts';
import { views } from '../contributions.ts';
import type { DebugRuns } from '../debug/debugRuns.ts';

/** One item while a program that reports is being debugged; a click leads to the tree. */
export function showStatus(runs: DebugRuns): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('asyncScope.status', vscode.StatusBarAlignment.Left);
  item.name = 'Async Scope';
  item.command = `${views.tree}.focus`;
  const refresh = (): void => {
    const run = runs.current;
    if (!run || run.isOver || run.model.programs.size === 0) {
      item.hide();
      return;
    }
    const tasks = countPhrase(run.model.statistics.tasks.alive, '{0} task', '{0} tasks');
    const findings = countPhrase(run.model.findings.length, '{0} finding', '{0} findings');
    item.text = `$(symbol-namespace) ${tasks} · ${findings}`;
    item.tooltip = 'Async Scope: show scopes, tasks, locks and sessions';
    item.accessibilityInformation = { label: `Async Scope: ${tasks}, ${findings}` };
    item.show();
  };
  return vscode.Disposable.from(item, runs.onDidChange(refresh));
}
