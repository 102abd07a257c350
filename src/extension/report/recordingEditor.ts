import * as vscode from 'vscode';
import { messageOf } from '../../common/errors.ts';
import { t } from '../../common/l10n.ts';
import { readRecording } from '../../common/recording/recordingReader.ts';
import type { Model, ModelOptions } from '../../model/model.ts';
import { replay } from '../../model/replay.ts';
import type { Report } from '../../model/report/schema.ts';
import { parseRecordingLine } from '../../protocol/wire.ts';
import { ReportPage, type ReportPageOptions, pageOptions, showProblem } from './reportPage.ts';

/** The run of a recording, or why it could not be read. */
type Read = { readonly model: Model /** Unix time in ms. */; readonly endedAt: number } | { readonly problem: string };

interface RecordingDocument extends vscode.CustomDocument {
  readonly read: Read;
}

export interface RecordingEditorOptions extends Pick<ReportPageOptions, 'extensionUri' | 'openAt' | 'log'> {
  modelOptions(uri: vscode.Uri): ModelOptions;
  reportOf(model: Model, made: { title: string; generatedAt: number; uri: vscode.Uri }): Promise<Report>;
  exportReport(report: Report): Promise<void>;
}

/** Shows a recording as the report of its run. */
export class RecordingEditor implements vscode.CustomReadonlyEditorProvider<RecordingDocument> {
  readonly #options: RecordingEditorOptions;

  constructor(options: RecordingEditorOptions) {
    this.#options = options;
  }

  async openCustomDocument(
    uri: vscode.Uri,
    _context: vscode.CustomDocumentOpenContext,
    token: vscode.CancellationToken,
  ): Promise<RecordingDocument> {
    const read = await this.#read(uri, token).catch((error: unknown): Read => {
      if (error instanceof vscode.CancellationError) throw error;
      // What is thrown here VS Code keeps to itself.
      return { problem: messageOf(error) };
    });
    return { uri, read, dispose: () => undefined };
  }

  async #read(uri: vscode.Uri, token: vscode.CancellationToken): Promise<Read> {
    if (uri.scheme !== 'file') throw new Error(t('{0} is no file of this machine: save it to one.', uri.toString()));
    const onTruncated = (): void =>
      void vscode.window.showWarningMessage(
        t('The last line of {0} is cut off and was left out: the recorder was probably killed.', uri.fsPath),
      );
    const events = readRecording(uri.fsPath, parseRecordingLine, onTruncated);
    return replay(untilCancelled(events, token), this.#options.modelOptions(uri));
  }

  async resolveCustomEditor(document: RecordingDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { extensionUri, openAt, log, reportOf, exportReport } = this.#options;
    panel.webview.options = pageOptions(extensionUri);
    const { uri, read } = document;
    if ('problem' in read) {
      showProblem(panel, extensionUri, read.problem);
      return;
    }
    const { model, endedAt } = read;
    const [program] = model.programs.values();
    let made: Promise<Report> | undefined;
    const report = (): Promise<Report> =>
      (made ??= reportOf(model, { title: program?.title ?? uri.fsPath, generatedAt: endedAt, uri }));
    ReportPage.load(panel, {
      extensionUri,
      openAt,
      log,
      currentReport: report,
      exportReport: async () => exportReport(await report()),
    });
  }
}

/** @throws CancellationError once nobody waits for the events any more */
async function* untilCancelled<Event>(
  events: AsyncIterable<Event>,
  token: vscode.CancellationToken,
): AsyncGenerator<Event> {
  for await (const event of events) {
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    yield event;
  }
}
