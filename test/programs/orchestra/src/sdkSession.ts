import { trackSession } from 'async-scope';
import { pretendToWork } from './timing.js';

/** Stands for the client of an agent SDK: a connection that stays open and answers prompts. */
export class SdkSession {
  readonly name: string;
  readonly #tracked: ReturnType<typeof trackSession>;

  constructor(name: string) {
    this.name = name;
    this.#tracked = trackSession(name, { kind: 'sdk' });
    this.#tracked.active();
  }

  async ask(prompt: string, signal: AbortSignal): Promise<string> {
    await pretendToWork(150, signal);
    return `${this.name} on ${prompt}`;
  }

  /** The pieces of an answer, one at a time. */
  async *pieces(prompt: string): AsyncGenerator<string> {
    for (const piece of ['I think', 'that', prompt, 'is', 'fine.']) yield piece;
  }

  close(): void {
    this.#tracked.close();
  }
}
