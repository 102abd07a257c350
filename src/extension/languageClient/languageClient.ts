import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { settings, settingsSection } from '../contributions.ts';

const languages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];
const watched = '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}';

const rules = (): object => ({
  rules: vscode.workspace.getConfiguration(settingsSection).get(settings.rules) ?? {},
});

/**
 * Starts the language server. It reads the sources of the workspace and runs nothing of it.
 *
 * @param module the path of its bundle
 */
export async function startClient(module: string, log: vscode.LogOutputChannel): Promise<vscode.Disposable> {
  const watcher = vscode.workspace.createFileSystemWatcher(watched);
  const client = new LanguageClient(
    'asyncScope',
    'Async Scope',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: languages.map((language) => ({ scheme: 'file', language })),
      outputChannel: log,
      initializationOptions: rules(),
      synchronize: { fileEvents: watcher },
    },
  );
  const changes = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration(`${settingsSection}.${settings.rules}`)) return;
    client
      .sendNotification('workspace/didChangeConfiguration', { settings: rules() })
      .catch((error: unknown) => log.warn(`The settings did not reach the language server: ${String(error)}`));
  });
  await client.start();
  return {
    dispose: () => {
      changes.dispose();
      watcher.dispose();
      client.dispose().catch((error: unknown) => log.warn(`The language server did not stop: ${String(error)}`));
    },
  };
}
