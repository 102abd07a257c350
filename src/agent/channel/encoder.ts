import { type AgentEvent, type EventKind, eventKinds } from '../../protocol/events.ts';
import { protocolVersion } from '../../protocol/version.ts';
import { defineString, wireFields } from '../../protocol/wire.ts';
import { textOf } from './text.ts';

/** Longer strings are rarely said twice. */
const longestShared = 120;
const mostShared = 4_096;

type Fields = Record<string, unknown>;
type Writer = { code: number; fields: (typeof wireFields)[EventKind] };

const writers = new Map<EventKind, Writer>(eventKinds.map((kind, code) => [kind, { code, fields: wireFields[kind] }]));

/**
 * Writes events straight into the text of a batch. Nothing is built in between: strings are appended to a rope, which
 * V8 flattens once, when the batch is sent.
 */
export class Encoder {
  readonly #head: string;
  #shared = new Map<string, number>();
  #rows = '';
  #reset = true;

  /** @param program the process and thread, `pid/thread` */
  constructor(program: string) {
    this.#head = `{"v":${protocolVersion},"program":"${program}"`;
  }

  /** Characters waiting to be sent. */
  get size(): number {
    return this.#rows.length;
  }

  /** @param time ms since the program's time origin */
  write(kind: AgentEvent['type'], time: number, fields: object): void {
    const writer = writers.get(kind);
    if (writer === undefined) return;
    let row = `,[${writer.code},${Math.round(time * 1_000)}`;
    for (const { name, isText } of writer.fields) {
      const value = (fields as Fields)[name];
      // Most fields are numbers; this loop is most of what an event costs.
      if (isText) row += `,${this.#text(value)}`;
      else if (typeof value === 'number') row += `,${value}`;
      else row += `,${plain(value)}`;
    }
    this.#rows += `${row}]`;
  }

  #text(value: unknown): string | number {
    const text = textOf(value);
    return text === null ? 'null' : this.#string(text);
  }

  #string(text: string): string | number {
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    const json = JSON.stringify(text);
    if (text.length > longestShared || this.#shared.size >= mostShared) return json;
    const number = this.#shared.size;
    this.#shared.set(text, number);
    this.#rows += `,[${defineString},${number},${json}]`;
    return number;
  }

  /** The batch of all that was written since the last one. */
  take(): string {
    const batch = `${this.#head}${this.#reset ? ',"reset":true' : ''},"rows":[${this.#rows.slice(1)}]}`;
    this.#rows = '';
    this.#reset = false;
    return batch;
  }

  /** Forgets what was written and what strings were defined. */
  reset(): void {
    this.#rows = '';
    this.#shared = new Map();
    this.#reset = true;
  }
}

/** Booleans, null and arrays of numbers; what is missing is null. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join()}]`;
  return typeof value === 'boolean' ? `${value}` : 'null';
}
