import type { Model } from '../model/model.ts';
import type { AgentEvent, ProgramKey } from '../protocol/events.ts';
import type { EventServerOptions } from './eventServer.ts';
import type { RecordingWriter } from './recordingWriter.ts';

/** Leads what the agents say into the model and the recording, both in the same order. */
export class RunFeed implements EventServerOptions {
  /** Resolves once it is decided where to record; a program may be faster than the disk. */
  readonly #recording: Promise<RecordingWriter | undefined>;
  #recordTo: (recording: RecordingWriter | undefined) => void = () => undefined;
  readonly #model: Model;
  #problems = 0;
  #firstProblem = '';

  constructor(model: Model) {
    this.#model = model;
    this.#recording = new Promise((resolve) => {
      this.#recordTo = resolve;
    });
  }

  /** Events are held back until this was called. */
  recordTo(recording: RecordingWriter | undefined): void {
    this.#recordTo(recording);
  }

  async onEvents(program: ProgramKey, events: readonly AgentEvent[]): Promise<void> {
    const recording = await this.#recording;
    for (const event of events) this.#model.apply(program, event);
    await recording?.write(program, events);
  }

  /** A process that was killed could not say goodbye; its connection did. */
  async onEnd(key: ProgramKey): Promise<void> {
    const program = this.#model.programs.get(key);
    if (program === undefined || program.endedAt !== undefined) return;
    await this.onEvents(key, [{ type: 'bye', time: Date.now() - program.timeOrigin, exitCode: null, byItself: false }]);
  }

  onProblem(sentence: string): void {
    if (this.#problems === 0) this.#firstProblem = sentence;
    this.#problems += 1;
  }

  /** One line for all that could not be read, however much it was. */
  summariseProblems(warn: (sentence: string) => void): void {
    if (this.#problems === 0) return;
    const others = this.#problems > 1 ? ` (and ${this.#problems - 1} more)` : '';
    warn(`Something the program sent could not be read: ${this.#firstProblem}${others}`);
  }
}
