import * as vscode from 'vscode';
import { contextKeys, type ViewState, views } from '../contributions.ts';
import type { DebugRuns } from '../debug/debugRuns.ts';
import type { Row } from './row.ts';
import { topRows } from './rows.ts';
import { runMessage } from './runMessage.ts';

/** The tree, shown in a container of its own and in the Debug sidebar. */
export class ScopeTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #runs: DebugRuns;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #views: vscode.TreeView<Row>[];
  #shown: ViewState | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runs: DebugRuns) {
    this.#runs = runs;
    this.#views = Object.values(views).map((id) =>
      vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#subscriptions = [runs.onDidChange(() => this.#refresh()), this.#changed, ...this.#views];
    this.#refresh();
  }

  /** The row selected last in one of the views, for commands called by keyboard. */
  get selected(): Row | undefined {
    return this.#views.flatMap((view) => view.selection)[0];
  }

  getChildren(row?: Row): Row[] {
    if (row) return [...(row.children?.() ?? [])];
    const run = this.#runs.current;
    return run && this.#state() === 'live' ? topRows(run.model, run.clock(Date.now())) : [];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { expanded = false } = row;
    const open = expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(row.label, row.children ? open : vscode.TreeItemCollapsibleState.None);
    item.id = row.id;
    if (row.description !== undefined) item.description = row.description;
    item.tooltip = row.tooltip ?? row.label;
    item.contextValue = row.contexts?.join(' ') ?? 'group';
    item.accessibilityInformation = { label: row.spoken };
    if (row.icon)
      item.iconPath = new vscode.ThemeIcon(row.icon, row.color ? new vscode.ThemeColor(row.color) : undefined);
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #state(): ViewState {
    const run = this.#runs.current;
    if (!run) return 'none';
    if (run.model.programs.size > 0) return 'live';
    return run.isOver ? 'none' : 'noAgent';
  }

  #refresh(): void {
    const state = this.#state();
    if (state !== this.#shown) void vscode.commands.executeCommand('setContext', contextKeys.state, state);
    this.#shown = state;
    const open = this.#runs.current?.model.findings.filter((finding) => finding.resolvedAt === undefined).length ?? 0;
    const badge =
      open > 0 ? { value: open, tooltip: `${open} open ${open === 1 ? 'finding' : 'findings'}` } : undefined;
    const [own] = this.#views;
    if (own && own.badge?.value !== badge?.value) own.badge = badge;
    const message = runMessage(this.#runs.current);
    for (const view of this.#views) if (view.message !== message) view.message = message;
    this.#changed.fire();
  }
}
