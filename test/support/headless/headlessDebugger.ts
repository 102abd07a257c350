import { type ChildProcess, fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { installVscode } from '../vscodeInstall.ts';
import { DapConnection, type MessageTracker, type Traffic } from './dapConnection.ts';
import type { FromHost, ToHost } from './hostMessages.ts';

type Configuration = Record<string, unknown>;

/** The choice of exception filters, from those the debugger offers. */
type ChooseFilters = (
  available: readonly DebugProtocol.ExceptionBreakpointsFilter[],
) => DebugProtocol.SetExceptionBreakpointsArguments;

/** What the editor is set up with, for every session of a run. */
export interface DebugSetup {
  configuration: Configuration;
  /** Lines, counted from 1, by absolute path. */
  breakpoints?: Readonly<Record<string, readonly number[]>>;
  /** The choice in the Breakpoints view; left out: what is on by default. */
  exceptionFilters?: ChooseFilters;
  /** A tracker for each session, as an extension would give. */
  track?(session: HeadlessSession): MessageTracker | undefined;
  /** Called with each message the editor sends or gets. */
  onTraffic?(session: HeadlessSession, traffic: Traffic): void;
}

/** One debug session as the editor has it. */
export class HeadlessSession {
  readonly id: string;
  readonly name: string;
  readonly configuration: Configuration;
  readonly traffic: Traffic[] = [];
  readonly dap: DapConnection;
  readonly #watchers = new Set<() => void>();

  constructor(
    opened: { id: string; configuration: Configuration; pipe: string },
    onTraffic: (session: HeadlessSession, traffic: Traffic) => void,
  ) {
    this.id = opened.id;
    this.configuration = opened.configuration;
    this.name = String(opened.configuration['name']);
    this.dap = new DapConnection(connect(opened.pipe), (traffic) => {
      this.traffic.push(traffic);
      onTraffic(this, traffic);
      for (const watch of this.#watchers) watch();
    });
  }

  /** It debugs one program, as opposed to the session that groups those. */
  get isTarget(): boolean {
    return '__pendingTargetId' in this.configuration;
  }

  /** The events of a kind the editor got so far. */
  events(event: string): DebugProtocol.Event[] {
    return this.traffic.flatMap(({ message }) => ('event' in message && message.event === event ? [message] : []));
  }

  /**
   * @param nth which one of its kind, counted from 1
   * @returns that event, as soon as it is there
   */
  event(event: string, nth = 1): Promise<DebugProtocol.Event> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events(event)[nth - 1];
        if (!found) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

/** One press of F5 and everything that came of it. */
export interface DebugRun {
  sessions: readonly HeadlessSession[];
  /** The first session of a program, as soon as it is there. */
  target: Promise<HeadlessSession>;
  /** Calls back when a session was added; returns how to end that. */
  onSession(listener: () => void): () => void;
  /** Resolves when the whole run has ended. */
  ended: Promise<void>;
  /** Ends the program and the run. */
  stop(): Promise<void>;
  /** Ends the run; programs that were running before go on. */
  detach(): Promise<void>;
}

interface Run {
  setup: DebugSetup;
  sessions: HeadlessSession[];
  listeners: Set<() => void>;
  onTarget: (session: HeadlessSession) => void;
}

/** An editor without windows around the JavaScript debugger that ships with VS Code. */
export class HeadlessDebugger {
  readonly #process: ChildProcess;
  readonly #calls = new Map<number, { resolve(opened: Opened): void; reject(error: Error): void }>();
  /** The run each session belongs to. */
  readonly #runs = new Map<string, Run>();
  #lastCall = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', (message: FromHost) => this.#onMessage(message));
  }

  /** Installs VS Code where that has not been done, and starts its debugger. */
  static async start(): Promise<HeadlessDebugger> {
    const { jsDebug, node } = await installVscode();
    const child = fork(fileURLToPath(new URL('hostProcess.ts', import.meta.url)), [jsDebug], {
      execPath: node,
      execArgv: [],
      // The debugger prints what it has to say to nobody.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // What the test runner adds must not reach the programs.
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_|VITEST)/.test(name))),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`The debugger could not be started, exit code ${code}.`)));
    });
    return new HeadlessDebugger(child);
  }

  /** Presses F5. */
  async debug(setup: DebugSetup): Promise<DebugRun> {
    const sessions: HeadlessSession[] = [];
    let onTarget: Run['onTarget'] = () => undefined;
    const target = new Promise<HeadlessSession>((resolve) => {
      onTarget = resolve;
    });
    const listeners = new Set<() => void>();
    const root = await this.#open(setup.configuration, undefined, { setup, sessions, listeners, onTarget });
    const ended = root.event('terminated').then(() => undefined);
    return {
      sessions,
      target,
      onSession(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      ended,
      stop: () => end(root, sessions, true),
      detach: () => end(root, sessions, false),
    };
  }

  /** Has the agent put into debug terminals from now on, as an extension would. */
  prepareTerminals(guardPath: string | undefined): void {
    this.#post({ type: 'prepare-terminals', guardPath });
  }

  dispose(): void {
    this.#process.disconnect();
  }

  #post(message: ToHost): void {
    if (this.#process.connected) this.#process.send(message);
  }

  #onMessage(message: FromHost): void {
    if (message.type === 'start-debugging') void this.#startChild(message);
    else if (message.type === 'opened') this.#calls.get(message.call)?.resolve(message);
    else if (message.type === 'failed') this.#calls.get(message.call)?.reject(new Error(message.message));
  }

  async #startChild({ start, configuration, parent }: Extract<FromHost, { type: 'start-debugging' }>): Promise<void> {
    const run = this.#runs.get(parent ?? '');
    try {
      if (!run) throw new Error('The debugger started a session of no run.');
      await this.#open(configuration, parent, run);
      this.#post({ type: 'debugging-started', start, ok: true });
    } catch {
      // The program may be gone before its session was complete, which is how an editor tells the debugger.
      this.#post({ type: 'debugging-started', start, ok: false });
    }
  }

  async #open(configuration: Configuration, parent: string | undefined, run: Run): Promise<HeadlessSession> {
    const call = (this.#lastCall += 1);
    const opened = await new Promise<Opened>((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#post({ type: 'open', call, configuration, parent });
    }).finally(() => this.#calls.delete(call));
    const session = new HeadlessSession(opened, (own, traffic) => {
      run.setup.onTraffic?.(own, traffic);
      if ('event' in traffic.message && traffic.message.event === 'terminated') this.#onTerminated(own);
    });
    this.#runs.set(session.id, run);
    run.sessions.push(session);
    session.dap.tracker = run.setup.track?.(session);
    for (const listener of run.listeners) listener();
    await begin(session, run.setup);
    this.#post({ type: 'session-started', id: session.id });
    if (session.isTarget) run.onTarget(session);
    return session;
  }

  #onTerminated(session: HeadlessSession): void {
    session.dap.stop();
    session.dap
      .request('disconnect')
      .catch(() => undefined)
      .finally(() => session.dap.close());
    this.#post({ type: 'session-ended', id: session.id });
  }
}

type Opened = Extract<FromHost, { type: 'opened' }>;

async function end(
  root: HeadlessSession,
  sessions: readonly HeadlessSession[],
  terminateDebuggee: boolean,
): Promise<void> {
  for (const session of sessions) session.dap.stop();
  if (root.events('terminated').length === 0) {
    await root.dap.request('disconnect', { terminateDebuggee }).catch(() => undefined);
  }
  for (const session of sessions) session.dap.close();
}

/** The requests with which an editor begins a session, in its order. */
async function begin(session: HeadlessSession, setup: DebugSetup): Promise<void> {
  const { dap, configuration } = session;
  const capabilities = await dap.request<DebugProtocol.Capabilities>('initialize', {
    clientID: 'vscode',
    adapterID: String(configuration['type']),
    pathFormat: 'path',
    linesStartAt1: true,
    columnsStartAt1: true,
    supportsVariableType: true,
  });
  const launched = dap.request(String(configuration['request']), configuration);
  // It is awaited below; until then a refusal must not count as unhandled.
  launched.catch(() => undefined);
  await session.event('initialized');
  for (const [path, lines] of Object.entries(setup.breakpoints ?? {})) {
    await dap.request('setBreakpoints', { source: { path }, breakpoints: lines.map((line) => ({ line })) });
  }
  const filters = capabilities.exceptionBreakpointFilters ?? [];
  await dap.request('setExceptionBreakpoints', (setup.exceptionFilters ?? chosenByDefault)(filters));
  await dap.request('configurationDone');
  await launched;
}

/** What an editor sends that has never been told otherwise. */
const chosenByDefault: ChooseFilters = (available) => ({
  filters: [],
  filterOptions: available.flatMap(({ filter, default: chosen }) => (chosen ? [{ filterId: filter }] : [])),
});
