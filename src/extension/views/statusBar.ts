import * as vscode from 'vscode';
import { showsStatus } from '../configuration.ts';
import { views } from '../contributions.ts';
import type { DebugRuns } from '../debug/debugRuns.ts';
import type { IgnoredFindings } from '../debug/ignoredFindings.ts';
import { statusText } from './statusText.ts';

/** One item while a program that reports is being debugged; a click leads to the findings, or to the tasks. */
export function showStatus(runs: DebugRuns, ignored: IgnoredFindings): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('asyncScope.status', vscode.StatusBarAlignment.Left);
  item.name = 'Async Scope';
  const refresh = (): void => {
    const run = runs.current;
    const said = showsStatus() ? statusText(run, ignored.isIgnoredIn(run)) : undefined;
    if (!said) {
      item.hide();
      return;
    }
    item.text = said.text;
    item.tooltip = said.tooltip;
    item.accessibilityInformation = { label: said.spoken };
    item.backgroundColor = said.isBlocked ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const hasFindings = (runs.current?.model.findings.length ?? 0) > 0;
    item.command = `${hasFindings ? views.findings : views.tasks}.focus`;
    item.show();
  };
  return vscode.Disposable.from(item, runs.onDidChange(refresh));
}
