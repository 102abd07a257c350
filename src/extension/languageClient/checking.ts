import * as vscode from 'vscode';
import { settings, settingsSection } from '../contributions.ts';

/** Runs the language server while it is wanted: in a trusted workspace, switched on, and once a source is open. */
export function checkSources(module: string, log: vscode.LogOutputChannel): vscode.Disposable {
  let client: Promise<vscode.Disposable> | undefined;
  const stop = (): void => {
    client?.then((running) => running.dispose()).catch(() => undefined);
    client = undefined;
  };
  const follow = (): void => {
    if (!isWanted()) stop();
    else if (!client && vscode.workspace.textDocuments.some(isSource)) {
      // Only now, for it is large and most windows never need it.
      client = import('./languageClient.ts').then(({ startClient }) => startClient(module, log));
      client.catch((error: unknown) => log.error(`The language server did not start: ${String(error)}`));
    }
  };
  const following = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(follow),
    vscode.workspace.onDidGrantWorkspaceTrust(follow),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${settingsSection}.${settings.check}`)) follow();
    }),
    { dispose: stop },
  );
  follow();
  return following;
}

const isWanted = (): boolean =>
  vscode.workspace.isTrusted && vscode.workspace.getConfiguration(settingsSection).get(settings.check) !== false;

const isSource = ({ languageId, uri }: vscode.TextDocument): boolean =>
  uri.scheme === 'file' && /^(java|type)script(react)?$/.test(languageId);
