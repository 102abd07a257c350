import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { messageOf } from '../../common/errors.ts';
import { languageInUse, languageTag } from '../../common/l10n.ts';
import { type FromPage, type ToPage, fromPageSchema } from '../../model/report/messages.ts';
import type { Report } from '../../model/report/schema.ts';
import { problemHtml, reportHtml } from './reportHtml.ts';

export interface ReportPageOptions {
  extensionUri: vscode.Uri;
  currentReport(): Promise<Report | undefined>;
  openAt(place: { path: string; line: number; column: number }): Promise<void>;
  exportReport(): Promise<void>;
  log(message: string): void;
}

const assetsOf = (extensionUri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'dist', 'webview');

/** What a webview may do that shows the page. */
export const pageOptions = (extensionUri: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [assetsOf(extensionUri)],
});

const assetIn = ({ webview }: vscode.WebviewPanel, extensionUri: vscode.Uri, name: string): string =>
  String(webview.asWebviewUri(vscode.Uri.joinPath(assetsOf(extensionUri), name)));

/** Says in a webview why there is no report. */
export function showProblem(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, message: string): void {
  const { cspSource } = panel.webview;
  const style = assetIn(panel, extensionUri, 'report.css');
  panel.webview.html = problemHtml({ style, cspSource, language: languageTag() }, message);
}

/** The report page in a webview, and the messages between the two. */
export class ReportPage {
  readonly #panel: vscode.WebviewPanel;
  readonly #options: ReportPageOptions;

  private constructor(panel: vscode.WebviewPanel, options: ReportPageOptions) {
    this.#panel = panel;
    this.#options = options;
  }

  /** @param panel its webview has `pageOptions` */
  static load(panel: vscode.WebviewPanel, options: ReportPageOptions): ReportPage {
    const page = new ReportPage(panel, options);
    const { webview } = panel;
    webview.onDidReceiveMessage((message: unknown) => void page.#receive(message));
    webview.html = reportHtml({
      script: assetIn(panel, options.extensionUri, 'report.js'),
      style: assetIn(panel, options.extensionUri, 'report.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: languageTag(),
    });
    return page;
  }

  /** Sends the report as it is now, if anybody sees it. */
  async update(): Promise<void> {
    if (!this.#panel.visible) return;
    const report = (await this.#options.currentReport()) ?? null;
    const message: ToPage = { type: 'report', language: languageInUse(), report };
    await this.#panel.webview.postMessage(message);
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
    if (message.type === 'ready') await this.update();
    else if (message.type === 'open') await this.#options.openAt(message);
    else await this.#options.exportReport();
  }
}
