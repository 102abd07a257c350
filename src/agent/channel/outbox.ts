import { platform } from '../platform.ts';
import type { Encoder } from './encoder.ts';
import type { Sink } from './sink.ts';

/** ms after which what was written is sent. */
const flushAfter = 16;
/** Bytes after which it is sent at once. */
const flushAt = 32_000;
/** Bytes kept while the host does not read; beyond that history is dropped and counted. */
const capacity = 8_000_000;

/** Collects events into batches and sends them: soon, in one go, and without keeping the program alive. */
export class Outbox {
  readonly #encoder: Encoder;
  readonly #sink: Sink;
  readonly #onLost: (lost: number) => void;
  #timed = false;
  #written = 0;
  #lost = 0;

  /** @param onLost called when events were dropped and the host reads again: it needs all live state anew */
  constructor(encoder: Encoder, sink: Sink, onLost: (lost: number) => void) {
    this.#encoder = encoder;
    this.#sink = sink;
    this.#onLost = onLost;
  }

  write(kind: Parameters<Encoder['write']>[0], time: number, fields: object): void {
    this.#encoder.write(kind, time, fields);
    this.#written += 1;
    if (this.#encoder.size > flushAt) this.flush();
    else if (!this.#timed) this.#flushSoon();
  }

  flush(): void {
    if (this.#written === 0) return;
    if (this.#sink.ready && this.#lost === 0) this.#sink.send(this.#take());
    else if (this.#encoder.size > capacity) this.#drop();
  }

  /** For the end of the process and the moment before a stop. */
  flushSync(): void {
    this.#tellLost();
    if (this.#written > 0) this.#sink.sendSync(this.#take());
  }

  /** The host has made room. */
  resume(): void {
    this.#tellLost();
    this.flush();
  }

  #take(): string {
    this.#written = 0;
    return this.#encoder.take();
  }

  #tellLost(): void {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#onLost(lost);
  }

  #drop(): void {
    this.#lost += this.#written;
    this.#written = 0;
    this.#encoder.reset();
  }

  #flushSoon(): void {
    this.#timed = true;
    platform
      .setTimeout(() => {
        this.#timed = false;
        this.flush();
      }, flushAfter)
      .unref();
  }
}
