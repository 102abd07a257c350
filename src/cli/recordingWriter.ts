import { open, rm, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { messageOf } from '../common/errors.ts';
import type { AgentEvent, ProgramKey } from '../protocol/events.ts';
import { toRecordingLine } from '../protocol/wire.ts';

/** Names and errors in a recording are as the program has them, secrets too: others have no business in it. */
const ownerOnly = 0o600;

/** A recording being written: as fast as the disk allows, and no further ahead. */
export class RecordingWriter {
  readonly path: string;
  readonly #stream: Writable;
  readonly #done: Promise<void>;
  #problem: string | undefined;
  #events = 0;

  private constructor(path: string, stream: Writable, done: Promise<void>) {
    this.path = path;
    this.#stream = stream;
    this.#done = done.catch((error: unknown) => {
      this.#problem = `The recording ${path} is incomplete: ${messageOf(error)}.`;
    });
  }

  /**
   * @param path gzipped when it ends in `.gz`; what was there before is replaced
   * @throws Error when the file cannot be created
   */
  static async create(path: string): Promise<RecordingWriter> {
    const file = (await open(path, 'w', ownerOnly)).createWriteStream();
    if (!path.endsWith('.gz')) return new RecordingWriter(path, file, finished(file));
    const gzip = createGzip();
    return new RecordingWriter(path, gzip, pipeline(gzip, file));
  }

  get events(): number {
    return this.#events;
  }

  /** Resolves when there is room for more. After an error it does nothing; `close` tells the error. */
  async write(program: ProgramKey, events: readonly AgentEvent[]): Promise<void> {
    if (this.#problem !== undefined || events.length === 0) return;
    this.#events += events.length;
    const hasRoom = this.#stream.write(events.map((event) => toRecordingLine(program, event)).join(''));
    if (!hasRoom) await Promise.race([this.#done, drained(this.#stream)]);
  }

  /**
   * Completes the file; a recording without events is removed.
   *
   * @returns what went wrong while writing, if anything
   */
  async close(): Promise<string | undefined> {
    this.#stream.end();
    await this.#done;
    if (this.#events === 0) await this.#remove();
    return this.#problem;
  }

  async #remove(): Promise<void> {
    // Somebody else may have removed it before us.
    const file = await stat(this.path).catch(() => undefined);
    // The user may have named a device, such as /dev/null, which is not ours to remove.
    if (file?.isFile()) await rm(this.path, { force: true });
  }
}

const drained = (stream: Writable): Promise<void> => new Promise((resolve) => void stream.once('drain', resolve));
