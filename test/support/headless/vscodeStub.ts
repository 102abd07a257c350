import { type ChildProcess, spawn } from 'node:child_process';
import { basename, join } from 'node:path';

type Method = (...values: unknown[]) => unknown;
type Provider = Record<string, Method | undefined>;
type Listener = (value: unknown) => unknown;

/** A debug session as an extension sees it. */
export interface StubSession {
  id: string;
  type: string;
  name: string;
  configuration: Record<string, unknown>;
  workspaceFolder: undefined;
  parentSession: StubSession | undefined;
  customRequest: (command: string, args?: unknown) => Promise<unknown>;
}

export interface StubOptions {
  /** Default values of settings, by full name. */
  settings: ReadonlyMap<string, unknown>;
  startDebugging: (configuration: Record<string, unknown>, parent: StubSession | undefined) => Promise<boolean>;
}

/** What a debugger extension needs of the module `vscode`, and what it registered there. */
export interface VscodeStub {
  module: object;
  /** By debug type. */
  adapterFactories: ReadonlyMap<string, Provider>;
  configurationProviders: readonly { type: string; provider: Provider }[];
  sessionStarted: StubEmitter;
  sessionEnded: StubEmitter;
}

class StubEmitter {
  readonly #listeners = new Set<Listener>();

  readonly event = (listener: Listener, self?: unknown, disposables?: unknown[]): object => {
    const own: Listener = (value) => listener.call(self, value);
    this.#listeners.add(own);
    const subscription = { dispose: () => this.#listeners.delete(own) };
    disposables?.push(subscription);
    return subscription;
  };

  fire(value: unknown): void {
    this.#listeners.forEach((listener) => listener(value));
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

class StubDisposable {
  readonly #onDispose: (() => void) | undefined;

  constructor(onDispose?: () => void) {
    this.#onDispose = onDispose;
  }

  static from(...items: { dispose(): void }[]): StubDisposable {
    return new StubDisposable(() => items.forEach((item) => item.dispose()));
  }

  dispose(): void {
    this.#onDispose?.();
  }
}

export class StubUri {
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }

  static file(path: string): StubUri {
    return new StubUri('file', path);
  }

  static parse(text: string): StubUri {
    const url = new URL(text);
    return new StubUri(url.protocol.slice(0, -1), decodeURIComponent(url.pathname));
  }

  static joinPath(uri: StubUri, ...parts: string[]): StubUri {
    return new StubUri(uri.scheme, join(uri.path, ...parts));
  }

  get fsPath(): string {
    return this.path;
  }

  with(): this {
    return this;
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

interface TerminalOptions {
  name?: string;
  cwd?: string | StubUri;
  env?: Record<string, string | null | undefined>;
}

/** A terminal without a screen: each text that is sent is a command of its own, and the last one ends it. */
class StubTerminal {
  readonly name: string;
  readonly processId = Promise.resolve(process.pid);
  readonly shellIntegration = undefined;
  readonly #options: TerminalOptions;
  readonly #onClosed: (terminal: StubTerminal) => void;
  readonly #running = new Set<ChildProcess>();

  constructor(options: TerminalOptions, onClosed: (terminal: StubTerminal) => void) {
    this.name = options.name ?? 'terminal';
    this.#options = options;
    this.#onClosed = onClosed;
  }

  sendText(command: string): void {
    const { cwd, env } = this.#options;
    const child = spawn(command, {
      shell: true,
      cwd: typeof cwd === 'object' ? cwd.fsPath : cwd,
      env: { ...process.env, ...(env as NodeJS.ProcessEnv) },
      stdio: 'ignore',
    });
    this.#running.add(child);
    child.once('exit', () => {
      this.#running.delete(child);
      if (this.#running.size === 0) this.#onClosed(this);
    });
  }

  show(): void {
    // Nobody looks.
  }

  dispose(): void {
    for (const child of this.#running) child.kill();
  }
}

class NamedPipeServer {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

const nothing = (): void => undefined;
const never = (): StubDisposable => new StubDisposable();

/** Stands for every part of the API without a meaning here: can be called, constructed and asked for more of its kind. */
export function anything(known: Record<string, unknown> = {}): object {
  // An arrow function cannot be constructed.
  const target = function stub(): void {};
  return new Proxy(target, {
    get(_, key) {
      if (key === Symbol.toPrimitive) return () => 0;
      if (key === 'prototype') return target.prototype as unknown;
      if (typeof key === 'symbol' || key === 'then') return undefined;
      if (!(key in known)) known[key] = /^on[A-Z]/.test(key) ? never : anything();
      return known[key];
    },
    set(_, key, value) {
      known[String(key)] = value;
      return true;
    },
    has: () => true,
    apply: () => anything(),
    construct: () => anything(),
  });
}

/** A module `vscode` in which debug adapters and configurations work and everything else does nothing. */
export function createVscodeStub(options: StubOptions): VscodeStub {
  const adapterFactories = new Map<string, Provider>();
  const configurationProviders: { type: string; provider: Provider }[] = [];
  const commands = new Map<string, Method>();
  const sessionStarted = new StubEmitter();
  const sessionEnded = new StubEmitter();

  const debug = anything({
    breakpoints: [],
    activeDebugSession: undefined,
    onDidStartDebugSession: sessionStarted.event,
    onDidTerminateDebugSession: sessionEnded.event,
    registerDebugAdapterDescriptorFactory(type: string, factory: Provider) {
      adapterFactories.set(type, factory);
      return never();
    },
    registerDebugConfigurationProvider(type: string, provider: Provider) {
      configurationProviders.push({ type, provider });
      return never();
    },
    startDebugging: (_folder: unknown, configuration: Record<string, unknown>, how?: { parentSession?: StubSession }) =>
      options.startDebugging(configuration, how?.parentSession),
  });
  const workspace = anything({
    workspaceFolders: undefined,
    isTrusted: true,
    textDocuments: [],
    getWorkspaceFolder: nothing,
    requestWorkspaceTrust: () => Promise.resolve(true),
    getConfiguration: (section?: string) => ({
      get: (key: string, otherwise: unknown) =>
        options.settings.get(section === undefined ? key : `${section}.${key}`) ?? otherwise,
      has: () => false,
      inspect: nothing,
      update: () => Promise.resolve(),
    }),
  });
  const terminalClosed = new StubEmitter();
  const window = anything({
    createTerminal: (how: TerminalOptions) => new StubTerminal(how, (self) => terminalClosed.fire(self)),
    onDidCloseTerminal: terminalClosed.event,
    terminals: [],
    visibleTextEditors: [],
    activeTextEditor: undefined,
    showErrorMessage: (...parts: unknown[]) => Promise.resolve(console.error('The debugger says:', ...parts)),
    showWarningMessage: () => Promise.resolve(),
    showInformationMessage: () => Promise.resolve(),
  });
  const commandsApi = anything({
    registerCommand(name: string, run: Method) {
      commands.set(name, run);
      return never();
    },
    executeCommand: (name: string, ...values: unknown[]) => Promise.resolve(commands.get(name)?.(...values)),
  });

  const known = {
    version: '1.139.1',
    EventEmitter: StubEmitter,
    Disposable: StubDisposable,
    Uri: StubUri,
    DebugAdapterNamedPipeServer: NamedPipeServer,
    CancellationTokenSource: class {
      readonly token = { isCancellationRequested: false, onCancellationRequested: never };
      cancel = nothing;
      dispose = nothing;
    },
    CancellationError: class extends Error {},
    // Classes the debugger derives its own from.
    ...Object.fromEntries(baseClasses.map((name) => [name, function stub(): void {}])),
    ExtensionKind: { UI: 1, Workspace: 2 },
    DebugConsoleMode: { Separate: 0, MergeWithParent: 1 },
    DebugConfigurationProviderTriggerKind: { Initial: 1, Dynamic: 2 },
    l10n: { t: (text: string | { message: string }) => (typeof text === 'string' ? text : text.message) },
    env: anything({ remoteName: undefined, language: 'en', appName: basename(import.meta.filename) }),
    extensions: { getExtension: () => ({ extensionKind: 1, packageJSON: {} }), onDidChange: never, all: [] },
    debug,
    workspace,
    window,
    commands: commandsApi,
  };
  // Bundlers copy a module's own names and keep its prototype, so what is not named here is found there.
  const module: object = Object.setPrototypeOf(known, anything());
  return { module, adapterFactories, configurationProviders, sessionStarted, sessionEnded };
}

const baseClasses = ['TreeItem', 'ThemeIcon', 'ThemeColor', 'CodeLens', 'Range', 'Position', 'MarkdownString'];
