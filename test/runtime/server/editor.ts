import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';

/** An editor without a window, which talks to the real server process over its standard streams. */
export class Editor {
  readonly #server: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #told: PublishDiagnosticsParams[] = [];
  readonly #waiting = new Set<() => void>();
  /** What the server warned of. */
  readonly warnings: string[] = [];

  constructor(folder: string) {
    this.#server = spawn(process.execPath, [join(folder, 'dist', 'server.cjs'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout, stdin } = this.#server;
    if (!stdout || !stdin) throw new Error('The server has no streams.');
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#told.push(params);
      for (const look of this.#waiting) look();
    });
    this.#connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.warnings.push(message);
      for (const look of this.#waiting) look();
    });
    this.#connection.listen();
  }

  async start(workspace: string, settings: object = {}, locale = 'en'): Promise<void> {
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      locale,
      capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(workspace).href, name: 'workspace' }],
      initializationOptions: settings,
    });
    await this.#connection.sendNotification('initialized', {});
  }

  open(path: string, text: string): Promise<void> {
    const textDocument = { uri: pathToFileURL(path).href, languageId: 'typescript', version: 1, text };
    return this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  change(path: string, text: string, version: number): Promise<void> {
    const textDocument = { uri: pathToFileURL(path).href, version };
    return this.#connection.sendNotification('textDocument/didChange', { textDocument, contentChanges: [{ text }] });
  }

  close(path: string): Promise<void> {
    const textDocument = { uri: pathToFileURL(path).href };
    return this.#connection.sendNotification('textDocument/didClose', { textDocument });
  }

  configure(settings: object): Promise<void> {
    return this.#connection.sendNotification('workspace/didChangeConfiguration', { settings });
  }

  /** The first diagnostics of a file for which `test` holds, from those told since the last question. */
  async diagnostics(path: string, test: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    const uri = pathToFileURL(path).href;
    let found: Diagnostic[] | undefined;
    await this.#until(() => {
      const index = this.#told.findIndex((told) => told.uri === uri && test(told.diagnostics));
      if (index < 0) return false;
      found = this.#told.splice(0, index + 1).at(-1)?.diagnostics;
      return true;
    });
    return found ?? [];
  }

  async warned(text: string): Promise<void> {
    await this.#until(() => this.warnings.some((warning) => warning.includes(text)));
  }

  async actions(path: string, line: number, character: number): Promise<CodeAction[]> {
    const position = { line, character };
    const result = await this.#connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: pathToFileURL(path).href },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    return result as CodeAction[];
  }

  /** @returns the exit code of the server */
  async stop(): Promise<number | null> {
    const exited = once(this.#server, 'exit');
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    const [code] = (await exited) as [number | null];
    this.#connection.dispose();
    return code;
  }

  async #until(test: () => boolean): Promise<void> {
    if (test()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!test()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}

/** A text after the edits of an action. */
export function edited(text: string, path: string, action: CodeAction | undefined): string {
  const edits = action?.edit?.changes?.[pathToFileURL(path).href] ?? [];
  const offset = ({ line, character }: TextEdit['range']['start']): number =>
    text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return [...edits]
    .reverse()
    .reduce(
      (before, { range, newText }) => before.slice(0, offset(range.start)) + newText + before.slice(offset(range.end)),
      text,
    );
}
