import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withAgentInTerminal } from '../../../src/adapter/launchEnvironment.ts';
import type { FromHost, ToHost } from './hostMessages.ts';
import { type StubSession, StubUri, anything, createVscodeStub } from './vscodeStub.ts';

/**
 * Runs a debugger extension, whose folder is the only argument, in plain Node. It does what the extension host of an
 * editor does for it; the editor itself is the parent process.
 */
const folder = process.argv[2] ?? '';
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  contributes: { configuration: ConfigurationSection | ConfigurationSection[] };
};
interface ConfigurationSection {
  properties?: Record<string, { default?: unknown }>;
}

interface TerminalOptions {
  env?: Record<string, string | null | undefined>;
}
interface DebuggerExports {
  registerDebugTerminalOptionsProvider(provider: {
    provideTerminalOptions(options: TerminalOptions): TerminalOptions;
  }): unknown;
}

let guardPath: string | undefined;

const send = (message: FromHost): void => void process.send?.(message);

const sessions = new Map<string, StubSession>();
const waitingStarts = new Map<number, (started: boolean) => void>();
let lastStart = 0;
let lastSession = 0;

const stub = createVscodeStub({
  settings: new Map(
    [manifest.contributes.configuration]
      .flat()
      .flatMap(({ properties = {} }) => Object.entries(properties).map(([name, entry]) => [name, entry.default])),
  ),
  startDebugging: (configuration, parent) =>
    new Promise((resolve) => {
      const start = (lastStart += 1);
      waitingStarts.set(start, resolve);
      send({ type: 'start-debugging', start, configuration, parent: parent?.id });
    }),
});

const stubUrl = 'headless:vscode';
const stubKey = Symbol.for('headless.vscode');
Object.defineProperty(globalThis, stubKey, { value: stub.module });
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: stubUrl, format: 'commonjs', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === stubUrl
      ? {
          format: 'commonjs',
          source: `module.exports = globalThis[Symbol.for(${JSON.stringify(stubKey.description)})];`,
          shortCircuit: true,
        }
      : next(url, context),
});

async function activate(): Promise<void> {
  const storage = mkdtempSync(join(tmpdir(), 'headless-js-debug-'));
  process.on('exit', () => rmSync(storage, { recursive: true, force: true }));
  const memento = {
    get: (_: string, otherwise: unknown) => otherwise,
    update: () => Promise.resolve(),
    keys: () => [],
  };
  const extension = createRequire(import.meta.url)(join(folder, 'src', 'extension.js')) as {
    activate(context: object): Promise<DebuggerExports>;
  };
  const offered = await extension.activate({
    subscriptions: [],
    extensionPath: folder,
    extensionUri: StubUri.file(folder),
    storagePath: storage,
    logPath: storage,
    globalStoragePath: storage,
    workspaceState: memento,
    globalState: memento,
    asAbsolutePath: (path: string) => join(folder, path),
    environmentVariableCollection: anything(),
    secrets: anything(),
    extension: { packageJSON: {} },
  });
  offered.registerDebugTerminalOptionsProvider({
    provideTerminalOptions: (options) =>
      guardPath === undefined
        ? options
        : { ...options, env: withAgentInTerminal(options.env ?? {}, { guardPath, settings: {} }) },
  });
}

const resolvers = ['resolveDebugConfiguration', 'resolveDebugConfigurationWithSubstitutedVariables'];

async function resolveConfiguration(configuration: Record<string, unknown>): Promise<Record<string, unknown>> {
  const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
  let resolved = configuration;
  for (const resolver of resolvers) {
    for (const { type, provider } of stub.configurationProviders) {
      if (type !== resolved['type']) continue;
      const answer = await provider[resolver]?.(undefined, resolved, token);
      if (answer) resolved = answer as Record<string, unknown>;
    }
  }
  return resolved;
}

async function open(message: Extract<ToHost, { type: 'open' }>): Promise<void> {
  const configuration = await resolveConfiguration(message.configuration);
  const type = String(configuration['type']);
  const session: StubSession = {
    id: `session-${(lastSession += 1)}`,
    type,
    name: String(configuration['name']),
    configuration,
    workspaceFolder: undefined,
    parentSession: message.parent === undefined ? undefined : sessions.get(message.parent),
    customRequest: () => Promise.reject(new Error('The debugger asks nothing of its own sessions.')),
  };
  sessions.set(session.id, session);
  const descriptor = await stub.adapterFactories.get(type)?.['createDebugAdapterDescriptor']?.(session);
  const { path } = descriptor as { path: string };
  send({ type: 'opened', call: message.call, id: session.id, configuration, pipe: path });
}

process.on('message', (message: ToHost) => {
  if (message.type === 'open') {
    open(message).catch((error: unknown) => send({ type: 'failed', call: message.call, message: String(error) }));
  } else if (message.type === 'debugging-started') {
    waitingStarts.get(message.start)?.(message.ok);
    waitingStarts.delete(message.start);
  } else if (message.type === 'prepare-terminals') guardPath = message.guardPath;
  else if (message.type === 'session-started') stub.sessionStarted.fire(sessions.get(message.id));
  else {
    stub.sessionEnded.fire(sessions.get(message.id));
    sessions.delete(message.id);
  }
});
process.on('disconnect', () => process.exit());

await activate();
send({ type: 'ready' });
