import * as vscode from 'vscode';
import type { Program } from '../../model/state.ts';
import type { SiteLocator } from '../debug/siteLocator.ts';
import { DrawnRows } from './drawnRows.ts';
import type { Row } from './row.ts';
import { tooltipOf } from './tooltip.ts';
import { treeItem } from './treeItem.ts';

export interface TreeSources {
  id: string;
  roots: () => readonly Row[];
  programOf: (key: string) => Program | undefined;
  locator: SiteLocator;
  onSelect: (tree: Tree) => void;
  onShow: () => void;
}

/** One tree view: draws rows, and only while it is seen. */
export class Tree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #sources: TreeSources;
  readonly #changed = new vscode.EventEmitter<Row[] | undefined>();
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable[];
  readonly #drawn: DrawnRows;
  #selected: Row | undefined;
  #isStale = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: TreeSources) {
    this.#sources = sources;
    this.#drawn = new DrawnRows(sources.roots);
    this.#view = vscode.window.createTreeView(sources.id, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#changed,
      this.#view,
      this.#view.onDidChangeSelection(({ selection }) => {
        this.#selected = selection[0];
        if (selection.length > 0) sources.onSelect(this);
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.#isStale) this.#redraw();
        if (visible) sources.onShow();
      }),
    ];
  }

  get id(): string {
    return this.#sources.id;
  }

  /** Somebody can see it. */
  get visible(): boolean {
    return this.#view.visible;
  }

  get selected(): Row | undefined {
    // While VS Code draws rows again it does not know the selected one.
    return this.#view.selection[0] ?? this.#selected;
  }

  /** Shows what changed, at once or as soon as the view is seen. */
  refresh(message: string | undefined, badge: vscode.ViewBadge | undefined): void {
    if (this.#view.message !== message) this.#view.message = message;
    if (this.#view.badge?.value !== badge?.value || this.#view.badge?.tooltip !== badge?.tooltip)
      this.#view.badge = badge;
    if (this.#view.visible) this.#redraw();
    else this.#isStale = true;
  }

  getChildren(row?: Row): Row[] {
    return [...this.#drawn.below(row)];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return treeItem(row);
  }

  async resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem> {
    const { programOf, locator } = this.#sources;
    item.tooltip = await tooltipOf(row, row.target && programOf(row.target.program), locator);
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #redraw(): void {
    this.#isStale = false;
    const changed = this.#drawn.changed();
    if (changed === 'all') this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire([...changed]);
  }
}
