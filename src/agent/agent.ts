import { stoppingCauseClasses } from '../protocol/causeClasses.ts';
import type { AgentSettings } from '../protocol/commands.ts';
import type { AgentEvent, EventOf } from '../protocol/events.ts';
import { Encoder } from './channel/encoder.ts';
import { Outbox } from './channel/outbox.ts';
import type { Sink } from './channel/sink.ts';
import { runCommand } from './commands.ts';
import { greeting, programKey } from './greeting.ts';
import { hooks } from './hooks/index.ts';
import { platform } from './platform.ts';
import { Lease } from './lease.ts';
import { type Reporter, type Runtime, releaseRuntime } from './runtime.ts';
import { trap } from './trap.ts';

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

  constructor({ runtime, settings, openSink, lease }: AgentOptions) {
    this.#runtime = runtime;
    this.#settings = { ...settings };
    this.#sink = openSink({ command: (json) => runtime.command(json), resume: () => this.#outbox.resume() });
    this.#outbox = new Outbox(this.#encoder, this.#sink, (lost) => this.#afterLoss(lost));
    const host = {
      runtime,
      snapshot: () => this.#snapshot(),
      configure: (changed: AgentSettings) => this.#configure(changed),
      detach: () => this.#detach(),
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
    process.once('exit', this.#onExit);
  }

  write(kind: AgentEvent['type'], time: number, fields: object): void {
    this.#outbox.write(kind, time, fields);
  }

  violated(violation: EventOf<'violation'>): void {
    const isToStop = stoppingCauseClasses.has(violation.cause);
    if (!isToStop || !this.#settings.trap || !this.#sink.debugger) return;
    // While the program stands still nothing is sent, and a person wants to see what led there.
    this.#outbox.flushSync();
    trap(violation);
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
    process.removeListener('exit', this.#onExit);
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

  #farewell(code: number): void {
    this.write('bye', platform.now(), { exitCode: platform.thread === 0 ? code : null });
    this.#outbox.flushSync();
  }
}
