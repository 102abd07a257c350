import * as vscode from 'vscode';
import type { Configuration } from '../common/configuration.ts';
import { configurationFile } from '../common/configuration/schema.ts';
import { t } from '../common/l10n.ts';
import { configurationOf } from './configuration.ts';

/** The configuration of each workspace folder, read again when its file or the settings change. */
export class WorkspaceConfiguration implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watcher = vscode.workspace.createFileSystemWatcher(`**/${configurationFile}`);
  readonly #known = new Map<string, Configuration>();
  /** What was complained about last, lest it be said with every run. */
  readonly #said = new Set<string>();

  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    const forget = (): void => this.forget();
    this.#watcher.onDidChange(forget);
    this.#watcher.onDidCreate(forget);
    this.#watcher.onDidDelete(forget);
  }

  /** @param folder the first one of the workspace if left out */
  of(folder?: vscode.WorkspaceFolder): Configuration {
    const key = folder?.uri.toString() ?? '';
    const known = this.#known.get(key) ?? configurationOf(folder, (message) => this.#complain(folder, message));
    this.#known.set(key, known);
    return known;
  }

  /** Settings or a file changed. */
  forget(): void {
    this.#known.clear();
    this.#said.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#changed.dispose();
  }

  #complain(folder: vscode.WorkspaceFolder | undefined, message: string): void {
    this.#log.error(message);
    if (this.#said.has(message)) return;
    this.#said.add(message);
    const open = t('Open File');
    const home = folder ?? vscode.workspace.workspaceFolders?.[0];
    const file = home && vscode.Uri.joinPath(home.uri, configurationFile);
    const actions = file && message.includes(configurationFile) ? [open] : [];
    void vscode.window.showErrorMessage(message, ...actions).then((chosen) => {
      if (chosen === open && file) void vscode.window.showTextDocument(file);
    });
  }
}
