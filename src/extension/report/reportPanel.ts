import * as vscode from 'vscode';
import { commands, reportViewType } from '../contributions.ts';
import { ReportPage, type ReportPageOptions, pageOptions } from './reportPage.ts';

/** ms between two reports to the page. */
const updateEvery = 1_000;

export interface ReportPanelOptions extends Omit<ReportPageOptions, 'exportReport'> {
  onDidChange: vscode.Event<void>;
}

/** The report of the current run in an editor tab; there is one at most. */
export class ReportPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #options: ReportPanelOptions;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #page: ReportPage | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReportPanelOptions) {
    this.#options = options;
    this.#subscription = options.onDidChange(() => this.#updateSoon());
  }

  show(): void {
    if (this.#panel) {
      this.#panel.reveal();
      return;
    }
    const options = { ...pageOptions(this.#options.extensionUri), enableFindWidget: true };
    const column = vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(reportViewType, 'Async Scope Report', column, options));
  }

  /** The window was reloaded with the report open. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = pageOptions(this.#options.extensionUri);
    this.#adopt(panel);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#options.extensionUri, 'media', 'activity.svg');
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#page = undefined;
    });
    panel.onDidChangeViewState(() => this.#updateSoon());
    this.#page = ReportPage.load(panel, {
      ...this.#options,
      exportReport: async () => void (await vscode.commands.executeCommand(commands.exportReport)),
    });
  }

  #updateSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#page?.update();
    }, updateEvery);
  }
}
