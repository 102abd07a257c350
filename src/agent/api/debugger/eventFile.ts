import { closeSync, openSync, writeSync } from 'node:fs';
import { ExpectedError, messageOf } from '../../../common/errors.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import { toRecordingLine } from '../../../protocol/wire.ts';
import { programKey } from '../../greeting.ts';

/** Lines that wait to be written at most; one that is full is written at once. */
const capacity = 5_000;

/** A recording of the program, as `async-scope report` reads it. It is written in parts, and whole at the exit. */
export class EventFile {
  readonly #path: string;
  #file: number | undefined;
  #lines: string[] = [];
  readonly #onExit = (): void => this.flush();

  /** @throws ExpectedError when the file cannot be written */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, 'w');
    } catch (error) {
      throw new ExpectedError(`The log file ${path} cannot be written: ${messageOf(error)}.`, { cause: error });
    }
    process.once('exit', this.#onExit);
  }

  write(event: AgentEvent): void {
    this.#lines.push(toRecordingLine(programKey, event));
    if (this.#lines.length >= capacity) this.flush();
  }

  flush(): void {
    if (this.#file === undefined || this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    try {
      writeSync(this.#file, text);
    } catch (error) {
      // A full disk, say: the program goes on without its log.
      process.stderr.write(`Async Scope: the log file ${this.#path} is incomplete: ${messageOf(error)}.\n`);
      this.#end();
    }
  }

  close(): void {
    this.flush();
    process.off('exit', this.#onExit);
    this.#end();
  }

  #end(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }
}
