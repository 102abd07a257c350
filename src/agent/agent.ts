import type { AgentSettings } from '../protocol/commands.ts';
import type { AgentEvent, EventOf } from '../protocol/events.ts';
import type { ProblemFacts } from '../protocol/problemFacts.ts';
import { Encoder } from './channel/encoder.ts';
import { Outbox } from './channel/outbox.ts';
import type { Sink } from './channel/sink.ts';
import { runCommand } from './commands.ts';
import { greeting, programKey } from './greeting.ts';
import { hooks } from './hooks/index.ts';
import { platform } from './platform.ts';
import { Lease } from './lease.ts';
import { type Reporter, type Runtime, type TaskNames, releaseRuntime } from './runtime.ts';
import { trap } from './trap.ts';
import { trapFacts } from './trapFacts.ts';

export interface AgentOptions {
  runtime: Runtime;
  settings: Required<AgentSettings>;
  /** @param agent for what comes back over the sink */
  openSink: (agent: { command(json: string): void; resume(): void }) => Sink;
  /** ms without a command after which it leaves the program; undefined: never. */
  lease?: number | undefined;
}

/** Turns what the runtime tells into events on their way to the host. */
export class Agent implements Reporter {
  readonly #runtime: Runtime;
  readonly #settings: Required<AgentSettings>;
  readonly #encoder = new Encoder(programKey);
  readonly #sink: Sink;
  readonly #outbox: Outbox;
  readonly #lease: Lease | undefined;
  readonly #stopListening: () => void;
  readonly #onExit = (code: number): void => this.#farewell(code);
  #undo: (() => void)[] = [];
  #endsByItself = false;
  readonly #onBeforeExit = (): void => this.#ranOut();

  constructor({ runtime, settings, openSink, lease }: AgentOptions) {
    this.#runtime = runtime;
    this.#settings = { ...settings };
    this.#sink = openSink({ command: (json) => runtime.command(json), resume: () => this.#outbox.resume() });
    this.#outbox = new Outbox(this.#encoder, this.#sink, (lost) => this.#afterLoss(lost));
    const host = {
      runtime,
      snapshot: (): void => this.#snapshot(),
      configure: (changed: AgentSettings): void => this.#configure(changed),
      stop: (problem: ProblemFacts): void => this.#stop(problem),
      detach: (): void => this.#detach(),
      flush: (): void => this.#outbox.flushSync(),
    };
    this.#lease = lease === undefined ? undefined : new Lease(lease, () => this.#detach());
    runtime.onCommand = (json) => {
      this.#lease?.renew();
      runCommand(host, json);
    };
    this.#configure(settings);
    this.#greet();
    this.#stopListening = runtime.attach(this);
    runtime.startTask(runtime.mainTask);
    // Also of a program that is killed at once it is known that it was there.
    this.#outbox.flushSync();
    process.on('beforeExit', this.#onBeforeExit);
    process.once('exit', this.#onExit);
  }

  write(kind: AgentEvent['type'], time: number, fields: object): void {
    this.#outbox.write(kind, time, fields);
  }

  flush(): void {
    this.#outbox.flushSync();
  }

  violated(violation: EventOf<'violation'>, names: TaskNames): void {
    const { trap: isToStop, trapClasses } = this.#settings;
    if (!isToStop || !this.#sink.debugger || !trapClasses.includes(violation.cause)) return;
    // While the program stands still nothing is sent, and a person wants to see what led there.
    this.#outbox.flushSync();
    trap(violation, trapFacts(violation, names, this.#runtime.sites));
  }

  /** Stops because the host asks for it: not in the turn of its evaluation, which would not be answered then. */
  #stop(problem: ProblemFacts): void {
    if (!this.#sink.debugger) throw new Error('No debugger is attached to this program.');
    // By its name, which as that of a property stays, the host tells such a stop from one at a violation.
    const turns = {
      stopAsked: (): void => {
        this.#outbox.flushSync();
        trap(problem, { ...problem, asked: true });
      },
    };
    platform.setImmediate(turns.stopAsked);
  }

  #configure(changed: AgentSettings): void {
    const before = { ...this.#settings };
    Object.assign(this.#settings, changed);
    this.#runtime.configure(this.#settings);
    const { enabled, detail, systemEvery } = this.#settings;
    // Hooks are renewed only when they have to be: the program may have wrapped what they wrap.
    const isOther = detail !== before.detail || systemEvery !== before.systemEvery;
    if (!enabled || isOther) for (const undo of this.#undo.splice(0)) undo();
    if (!enabled || this.#undo.length > 0) return;
    const wanted = hooks.filter((hook) => hook.detail <= detail);
    this.#undo = wanted.map((hook) => hook.enable(this.#runtime, this.#settings));
  }

  /** Leaves the program as it was; a debugger that comes later brings an agent of its own. */
  #detach(): void {
    this.#lease?.end();
    for (const undo of this.#undo.splice(0)) undo();
    process.off('exit', this.#onExit).off('beforeExit', this.#onBeforeExit);
    this.#outbox.flushSync();
    this.#stopListening();
    this.#runtime.onCommand = undefined;
    this.#sink.close();
    releaseRuntime(this.#runtime);
  }

  #greet(): void {
    this.write('hello', platform.now(), greeting());
  }

  #snapshot(): void {
    this.#greet();
    for (const site of this.#runtime.sites.known()) this.write('site', platform.now(), site);
    this.#runtime.live.announceAll();
  }

  #afterLoss(lost: number): void {
    this.#greet();
    this.write('dropped', platform.now(), { lost });
    this.#snapshot();
  }

  /** Nothing is left to be done, unless somebody finds something now: then the event loop turns once more. */
  #ranOut(): void {
    this.#endsByItself = true;
    // Listeners of the program may still tidy up, and on Node 20 one of Node says the exit code.
    process.off('exit', this.#onExit).once('exit', this.#onExit);
    platform
      .setImmediate(() => {
        this.#endsByItself = false;
      })
      .unref();
  }

  #farewell(code: number): void {
    const byItself = this.#endsByItself;
    if (byItself) this.#runtime.live.endOfProgram(this.#runtime.mainTask);
    const exitCode = byItself ? Number(process.exitCode ?? code) : code;
    this.write('bye', platform.now(), { exitCode: platform.thread === 0 ? exitCode : null, byItself });
    this.#outbox.flushSync();
  }
}
