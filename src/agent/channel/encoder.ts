import { type AgentEvent, type EventKind, eventKinds } from '../../protocol/events.ts';
import { protocolVersion } from '../../protocol/version.ts';
import { defineString, wireFields } from '../../protocol/wire.ts';
import { type Row, rowWriters } from './rowWriters.ts';
import { textOf } from './text.ts';
import { TextBuffer } from './textBuffer.ts';

/** Longer strings are rarely said twice. */
const longestShared = 120;
const mostShared = 4_096;

const [comma, opening, closing] = [44, 91, 93];

type Fields = Record<string, unknown>;
type Writer = (row: Row, event: object) => void;

const writerOf = (kind: EventKind): Writer => {
  const special = rowWriters[kind] as Writer | undefined;
  return special ?? tableWriter(kind);
};

/** @internal Writes the fields of a kind as `eventSchemas` has them. */
export const tableWriter =
  (kind: EventKind): Writer =>
  (row, event) => {
    for (const { name, isText } of wireFields[kind]) {
      const value = (event as Fields)[name];
      if (isText) row.text(value);
      else row.plain(value);
    }
  };

/** In the order of their codes. */
const writers = new Map(eventKinds.map((kind, code) => [kind, { code, write: writerOf(kind) }]));

/** Writes events straight into the text of a batch; nothing is built in between. */
export class Encoder implements Row {
  readonly #head: string;
  #shared = new Map<string, number>();
  /** A batch begins with the strings it defines, so that they can be found while its rows are written. */
  #definitions = '';
  readonly #rows = new TextBuffer();
  #reset = true;

  /** @param program the process and thread, `pid/thread` */
  constructor(program: string) {
    this.#head = `{"v":${protocolVersion},"program":"${program}"`;
  }

  /** Bytes waiting to be sent. */
  get size(): number {
    return this.#definitions.length + this.#rows.size;
  }

  /** @param time ms since the program's time origin */
  write(kind: AgentEvent['type'], time: number, fields: object): void {
    const writer = writers.get(kind);
    if (writer === undefined) return;
    const rows = this.#rows;
    // A stack overflow of the program may have interrupted the one before.
    rows.drop();
    rows.character(comma);
    rows.character(opening);
    rows.number(writer.code);
    this.number(Math.round(time * 1_000));
    writer.write(this, fields);
    rows.character(closing);
    rows.keep();
  }

  /** @internal */
  text(value: unknown): void {
    this.#rows.character(comma);
    const text = textOf(value);
    if (text === null) {
      this.#rows.ascii('null');
      return;
    }
    const number = this.#shared.get(text) ?? this.#define(text);
    if (number === undefined) this.#rows.text(JSON.stringify(text));
    else this.#rows.number(number);
  }

  /** @internal */
  number(value: number): void {
    this.#rows.character(comma);
    this.#rows.number(value);
  }

  /** @internal Numbers, booleans, null and arrays of numbers; what is missing is null. */
  plain(value: unknown): void {
    if (typeof value === 'number') this.number(value);
    else if (Array.isArray(value)) this.numbers(value);
    else {
      this.#rows.character(comma);
      this.#rows.ascii(typeof value === 'boolean' ? `${value}` : 'null');
    }
  }

  /** @internal */
  numbers(values: readonly number[]): void {
    const rows = this.#rows;
    rows.character(comma);
    rows.character(opening);
    for (let index = 0; index < values.length; index += 1) {
      if (index > 0) rows.character(comma);
      rows.number(values[index] as number);
    }
    rows.character(closing);
  }

  /** @returns the number that the text has from now on; undefined: it is to be written out */
  #define(text: string): number | undefined {
    if (text.length > longestShared || this.#shared.size >= mostShared) return undefined;
    const number = this.#shared.size;
    this.#definitions += `,[${defineString},${number},${JSON.stringify(text)}]`;
    this.#shared.set(text, number);
    return number;
  }

  /** The batch of all that was written since the last one. */
  take(): string {
    const rows = (this.#definitions + this.#rows.take()).slice(1);
    const batch = `${this.#head}${this.#reset ? ',"reset":true' : ''},"rows":[${rows}]}`;
    this.#definitions = '';
    this.#reset = false;
    return batch;
  }

  /** Forgets what was written and what strings were defined. */
  reset(): void {
    this.#definitions = '';
    this.#rows.clear();
    this.#shared = new Map();
    this.#reset = true;
  }
}
