import type { Model } from '../model/model.ts';
import type { AgentEvent, ProgramKey } from '../protocol/events.ts';
import type { EventServerOptions } from './eventServer.ts';
import type { RecordingWriter } from './recordingWriter.ts';

/** Leads what the agents say into the model and the recording, both in the same order. */
export class RunFeed implements EventServerOptions {
  recording: RecordingWriter | undefined;
  readonly #model: Model;
  #problems = 0;
  #firstProblem = '';

  constructor(model: Model) {
    this.#model = model;
  }

  onEvents(program: ProgramKey, events: readonly AgentEvent[]): Promise<void> | undefined {
    for (const event of events) this.#model.apply(program, event);
    return this.recording?.write(program, events);
  }

  /** A process that was killed could not say goodbye; its connection did. */
  onEnd(key: ProgramKey): Promise<void> | undefined {
    const program = this.#model.programs.get(key);
    if (program === undefined || program.endedAt !== undefined) return undefined;
    return this.onEvents(key, [{ type: 'bye', time: Date.now() - program.timeOrigin, exitCode: null }]);
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
