import { Encoder } from '../../../src/agent/channel/encoder.ts';
import { type Reporter, sharedRuntime } from '../../../src/agent/runtime.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { BatchDecoder } from '../../../src/protocol/wire.ts';

/** Listens to the runtime in the agent's place; what is heard has gone over the wire format and back. */
export class Recorder implements Reporter {
  readonly #encoder = new Encoder('1/0');
  readonly #decoder = new BatchDecoder();
  readonly #heard: AgentEvent[] = [];

  static #detach: (() => void) | undefined;

  /** The one before hears nothing more. */
  static attach(): Recorder {
    const recorder = new Recorder();
    sharedRuntime().configure({ captureSites: false });
    const detach = sharedRuntime().attach(recorder);
    Recorder.detach();
    Recorder.#detach = detach;
    return recorder;
  }

  static detach(): void {
    Recorder.#detach?.();
    Recorder.#detach = undefined;
  }

  write(kind: AgentEvent['type'], time: number, fields: object): void {
    this.#encoder.write(kind, time, fields);
  }

  get events(): readonly AgentEvent[] {
    const { events, problems } = this.#decoder.decode(this.#encoder.take());
    if (problems.length > 0) throw new Error(problems.join(' '));
    this.#heard.push(...events);
    return this.#heard;
  }

  of<K extends AgentEvent['type']>(kind: K): Extract<AgentEvent, { type: K }>[] {
    const isOfKind = (event: AgentEvent): event is Extract<AgentEvent, { type: K }> => event.type === kind;
    return this.events.filter(isOfKind);
  }

  /** The cause classes reported, with the names of the scopes. */
  get violations(): string[] {
    return this.of('violation').map(({ cause, name }) => `${name}: ${cause}`);
  }
}
