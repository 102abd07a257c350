import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CodeActionKind,
  createConnection,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { languageOf, useLanguage } from '../../common/l10n.ts';
import { messageOf } from '../../common/errors.ts';
import { codeActions } from './codeActions.ts';
import { diagnosticOf } from './diagnostics.ts';
import { readSettings } from './settings.ts';
import { pathOf, Workspace } from './workspace.ts';
import { fileURLToPath } from 'node:url';

/** The language server: a process of its own that an editor talks to. */
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const warn = (sentence: string): void => connection.console.warn(sentence);

let folders: readonly string[] = [];
let workspace = new Workspace([], {}, warn);
let reading = new AbortController();
/** Documents whose findings are to be told, once the messages that came with the last one are read. */
const changed = new Set<string>();

connection.onInitialize(({ workspaceFolders, locale, initializationOptions }) => {
  useLanguage(languageOf({ LC_ALL: locale }));
  folders = (workspaceFolders ?? []).flatMap(({ uri }) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));
  workspace = new Workspace(folders, readSettings(initializationOptions, warn), warn);
  return {
    serverInfo: { name: 'Async Scope' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
    },
  };
});

connection.onInitialized(() => void readFolders());

connection.onDidChangeConfiguration(({ settings }) => {
  workspace = new Workspace(folders, readSettings(settings, warn), warn);
  for (const document of documents.all()) take(document);
  void readFolders();
});

connection.onDidChangeWatchedFiles(async ({ changes }) => {
  for (const { uri } of changes) {
    const path = pathOf(uri);
    if (path !== undefined) await workspace.reload(path);
  }
  tellAll();
});

documents.onDidChangeContent(({ document }) => take(document));
documents.onDidClose(async ({ document }) => {
  void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  const path = pathOf(document.uri);
  if (path !== undefined) await workspace.close(path);
});

connection.onCodeAction(({ textDocument, range }) => {
  const document = documents.get(textDocument.uri);
  const path = pathOf(textDocument.uri);
  if (!document || path === undefined) return [];
  workspace.edit(path, document.getText());
  return codeActions(document, path, range, workspace.projectOf(path));
});

connection.onShutdown(() => reading.abort());

async function readFolders(): Promise<void> {
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  try {
    await workspace.readAll(signal);
    if (!signal.aborted) tellAll();
  } catch (error) {
    warn(`The files of the workspace cannot be read: ${messageOf(error)}`);
  }
}

/** A text that was typed on is read once it is still: of many changes at a time only the last one counts. */
function take(document: TextDocument): void {
  if (changed.size === 0) setImmediate(tellChanged);
  changed.add(document.uri);
}

function tellChanged(): void {
  const uris = [...changed];
  changed.clear();
  for (const uri of uris) {
    const document = documents.get(uri);
    const path = pathOf(uri);
    if (!document || path === undefined) continue;
    workspace.edit(path, document.getText());
    tell(document, path);
  }
}

function tellAll(): void {
  for (const document of documents.all()) {
    const path = pathOf(document.uri);
    if (path !== undefined && !changed.has(document.uri)) tell(document, path);
  }
}

function tell(document: TextDocument, path: string): void {
  const project = workspace.projectOf(path);
  const diagnostics = project.findings(path).map((finding) => diagnosticOf(finding, document, project));
  void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
}

documents.listen(connection);
connection.listen();
