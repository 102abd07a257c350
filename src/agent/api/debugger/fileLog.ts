import { writeSync } from 'node:fs';
import { messageOf } from '../../../common/errors.ts';
import type { AgentEvent, ProgramKey } from '../../../protocol/events.ts';
import { platform } from '../../platform.ts';
import { LogContext } from './log/logContext.ts';
import { lineOf } from './log/logLine.ts';
import { type OpenLog, forgetLog, rememberLog } from './log/openLogs.ts';
import { RotatingFile } from './log/rotatingFile.ts';

export interface FileLogOptions {
  /** Bytes after which a new file is begun. */
  maxSize: number;
  /** How many older files are kept. */
  keep: number;
}

/** ms after which what was written goes to the disk: what a kill can cost at most. */
const flushAfter = 20;
/** Characters after which it goes at once. */
const flushAt = 64_000;
/** Characters that may wait for a slow disk; beyond that events are dropped and counted. */
const capacity = 8_000_000;

/** Lines for one file. */
interface Part {
  text: string;
  events: number;
}

const newPart = (): Part => ({ text: '', events: 0 });

/**
 * A log of events that is a recording, readable by `async-scope report`; so is each of its older files. It is written in
 * batches and beside the program: it keeps no process alive, changes no exit code, and a disk that is slow, full or gone
 * costs events, which are counted, but never the program.
 *
 * Whatever ends the process in a way that Node can tell, the last events are written. A signal that nobody handles
 * ends a process without a word; then those of the last 20 ms may be missing.
 */
export class FileLog {
  readonly #path: string;
  readonly #maxSize: number;
  readonly #context = new LogContext();
  #file: RotatingFile | undefined;
  /** The first goes into the file that is open, each other one into a new file. */
  #parts: Part[] = [newPart()];
  /** Bytes in the newest file once all is written. */
  #size = 0;
  /** Characters that wait. */
  #waiting = 0;
  /** Events given to the disk of which it is not known that they arrived. */
  #unconfirmed = 0;
  #timer: NodeJS.Timeout | undefined;
  #ending = false;
  #dropped = 0;
  /** Of each program what has been dropped and not been told. */
  readonly #untold = new Map<ProgramKey, { lost: number; time: number }>();
  readonly #open: OpenLog = {
    flushAtEnd: () => {
      this.#ending = true;
      this.flushSync();
    },
    flushAtCrash: () => this.flushSync(),
  };

  /**
   * @param path usually with the ending `.asyncscope`; `{pid}` in it becomes the id of the process (and thread), without
   *   which two processes would write into one file. What is there already is kept as an older file.
   */
  constructor(path: string, { maxSize, keep }: FileLogOptions) {
    this.#path = path.replaceAll(
      '{pid}',
      platform.thread === 0 ? `${platform.pid}` : `${platform.pid}-${platform.thread}`,
    );
    this.#maxSize = maxSize;
    try {
      this.#file = new RotatingFile(this.#path, keep);
      rememberLog(this.#open);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Events that could not be written. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Never throws and never blocks, except while the process ends. */
  write(program: ProgramKey, event: AgentEvent): void {
    if (this.#file === undefined) {
      this.#dropped += 1;
      return;
    }
    const line = lineOf(program, event);
    this.#context.remember(program, event, line);
    if (this.#waiting > capacity) this.#drop(program, event.time);
    else this.#append(program, event, line);
    if (event.type === 'bye') this.#context.forget(program);
    if (this.#ending) this.flushSync();
    else if (this.#waiting > flushAt) this.#flush();
    else this.#flushLater();
  }

  /** Writes all that waits, blocking. */
  flushSync(): void {
    platform.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tellDropped();
    this.#attempt((file) => {
      for (let part = this.#parts[0]; part; part = this.#parts[0]) {
        file.writeSync(this.#take(part));
        this.#unconfirmed = 0;
        if (this.#parts.length === 1) return;
        this.#parts.shift();
        file.rotate();
      }
    });
  }

  /** Writes all that waits; what is written after that is dropped. */
  close(): void {
    this.flushSync();
    this.#attempt((file) => file.close());
    this.#forget();
  }

  #append(program: ProgramKey, event: AgentEvent, line: string): void {
    let lines = this.#context.linesBefore(program, event) + line;
    let bytes = Buffer.byteLength(lines);
    if (this.#size > 0 && this.#size + bytes > this.#maxSize) {
      this.#parts.push(newPart());
      this.#size = 0;
      this.#context.restart();
      lines = this.#context.linesBefore(program, event) + line;
      bytes = Buffer.byteLength(lines);
    }
    const part = this.#parts.at(-1);
    if (!part) return;
    part.text += lines;
    part.events += 1;
    this.#size += bytes;
    this.#waiting += lines.length;
  }

  #flushLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = platform.setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, flushAfter);
    this.#timer.unref();
  }

  #flush(): void {
    this.#attempt((file) => {
      const [part] = this.#parts;
      if (file.busy || !part) return;
      if (part.text === '' && this.#parts.length > 1) {
        this.#parts.shift();
        file.rotate();
        this.#flush();
      } else if (part.text !== '') {
        file.write(this.#take(part), (error) => (error ? this.#fail(error) : this.#afterWrite()));
      }
    });
  }

  #afterWrite(): void {
    this.#unconfirmed = 0;
    this.#tellDropped();
    if (this.#waiting > 0 || this.#parts.length > 1) this.#flush();
  }

  #take(part: Part): string {
    const { text, events } = part;
    part.text = '';
    part.events = 0;
    this.#unconfirmed += events;
    this.#waiting -= text.length;
    return text;
  }

  #drop(program: ProgramKey, time: number): void {
    const { lost } = this.#untold.get(program) ?? { lost: 0 };
    this.#untold.set(program, { lost: lost + 1, time });
    this.#dropped += 1;
  }

  #tellDropped(): void {
    for (const [program, { lost, time }] of this.#untold) {
      const event: AgentEvent = { type: 'dropped', time, lost };
      this.#append(program, event, lineOf(program, event));
    }
    this.#untold.clear();
  }

  /** Does what may fail because of the disk; a log that failed is given up. */
  #attempt(work: (file: RotatingFile) => void): void {
    try {
      if (this.#file) work(this.#file);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#dropped += this.#parts.reduce((sum, part) => sum + part.events, this.#unconfirmed);
    this.#forget();
    say(`Async Scope: the log ${this.#path} ends here, because it cannot be written: ${messageOf(error)}.\n`);
  }

  #forget(): void {
    platform.clearTimeout(this.#timer);
    forgetLog(this.#open);
    this.#file = undefined;
    this.#parts = [];
    this.#untold.clear();
  }
}

/** Straight to the descriptor: `process.stderr` may be a stream that the program replaced, or whose errors would kill it. */
function say(sentence: string): void {
  try {
    writeSync(2, sentence);
  } catch {
    // Nobody reads it: there is nobody left to tell.
  }
}
