import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { messageOf } from '../../common/errors.ts';
import type { Report } from '../../model/report/schema.ts';
import { commands, reportViewType } from '../contributions.ts';
import { type FromPage, type ToPage, fromPageSchema } from '../../model/report/messages.ts';
import { reportHtml } from './reportHtml.ts';

/** ms between two reports to the page. */
const updateEvery = 1_000;

export interface ReportPanelOptions {
  extensionUri: vscode.Uri;
  currentReport(): Promise<Report | undefined>;
  onDidChange: vscode.Event<void>;
  openAt(place: { path: string; line: number; column: number }): Promise<void>;
  log(message: string): void;
}

/** The report in an editor tab; there is one at most. */
export class ReportPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #options: ReportPanelOptions;
  readonly #subscription: vscode.Disposable;
  readonly #assets: vscode.Uri;
  #panel: vscode.WebviewPanel | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReportPanelOptions) {
    this.#options = options;
    this.#assets = vscode.Uri.joinPath(options.extensionUri, 'dist', 'webview');
    this.#subscription = options.onDidChange(() => this.#updateSoon());
  }

  show(): void {
    if (this.#panel) {
      this.#panel.reveal();
      return;
    }
    const column = vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(reportViewType, 'Async Scope Report', column, this.#webviewOptions));
  }

  /** The window was reloaded with the report open. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = this.#webviewOptions;
    this.#adopt(panel);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  get #webviewOptions(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return { enableScripts: true, localResourceRoots: [this.#assets], enableFindWidget: true };
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#options.extensionUri, 'media', 'activity.svg');
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.onDidChangeViewState(() => this.#updateSoon());
    webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    const asset = (name: string): string => String(webview.asWebviewUri(vscode.Uri.joinPath(this.#assets, name)));
    const nonce = randomBytes(16).toString('base64url');
    webview.html = reportHtml({
      script: asset('report.js'),
      style: asset('report.css'),
      cspSource: webview.cspSource,
      nonce,
    });
  }

  async #receive(message: unknown): Promise<void> {
    const result = v.safeParse(fromPageSchema, message);
    if (!result.success) {
      this.#options.log(`The report page sent what is not understood: ${result.issues[0].message}`);
      return;
    }
    try {
      await this.#answer(result.output);
    } catch (error) {
      void vscode.window.showErrorMessage(messageOf(error));
    }
  }

  async #answer(message: FromPage): Promise<void> {
    if (message.type === 'ready') await this.#update();
    else if (message.type === 'open') await this.#options.openAt(message);
    else await vscode.commands.executeCommand(commands.exportReport);
  }

  #updateSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#update();
    }, updateEvery);
  }

  async #update(): Promise<void> {
    if (!this.#panel?.visible) return;
    const message: ToPage = { type: 'report', report: (await this.#options.currentReport()) ?? null };
    await this.#panel?.webview.postMessage(message);
  }
}
