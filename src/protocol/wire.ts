import * as v from 'valibot';
import { type AgentEvent, type EventKind, type ProgramKey, eventKinds, eventSchemas } from './events.ts';
import { protocolVersion } from './version.ts';

/**
 * A batch on the wire is one line of JSON. Its rows are positional: `[code, time, …fields]`, the time in whole µs, in the order of
 * `eventSchemas`. A string that repeats is sent once, as the row `[-1, number, string]`, and by its number after
 * that, in any field that holds text. `reset` says that the sender has forgotten what it defined before.
 */
const batchSchema = v.object({
  v: v.literal(protocolVersion),
  program: v.pipe(v.string(), v.regex(/^\d+\/\d+$/)),
  reset: v.optional(v.boolean(), false),
  rows: v.array(v.pipe(v.array(v.unknown()), v.minLength(2))),
});

export const defineString = -1;

type Field = { name: string; isText: boolean };

const fieldsOf = (kind: EventKind): readonly Field[] =>
  Object.entries(eventSchemas[kind].entries).map(([name, schema]) => ({ name, isText: holdsText(schema) }));

const holdsText = (schema: v.GenericSchema): boolean =>
  'wrapped' in schema
    ? holdsText(schema.wrapped as v.GenericSchema)
    : schema.type === 'string' || schema.type === 'picklist';

/** Per kind, the names of its fields in wire order and which of them hold text that may be sent by number. */
export const wireFields: Readonly<Record<EventKind, readonly Field[]>> = Object.fromEntries(
  eventKinds.map((kind) => [kind, fieldsOf(kind)]),
) as Record<EventKind, readonly Field[]>;

/** What a batch held: valid events in order, and one sentence for each row that was not one. */
export interface DecodedBatch {
  program: ProgramKey;
  events: AgentEvent[];
  problems: string[];
}

/** Reads the batches of one connection; it remembers the strings the sender has defined. */
export class BatchDecoder {
  readonly #strings = new Map<number, string>();

  /**
   * @param line one batch as sent by the agent
   * @throws Error when the line is not a batch of this protocol; single bad rows are reported in `problems` instead
   */
  decode(line: string): DecodedBatch {
    const batch = parseBatch(line);
    if (batch.reset) this.#strings.clear();
    const events: AgentEvent[] = [];
    const problems: string[] = [];
    for (const row of batch.rows) {
      if (row[0] === defineString) {
        this.#define(row, problems);
        continue;
      }
      const event = this.#event(row);
      if (typeof event === 'string') problems.push(event);
      else events.push(event);
    }
    return { program: batch.program, events, problems };
  }

  #define(row: unknown[], problems: string[]): void {
    const [, number, value] = row;
    if (typeof number === 'number' && typeof value === 'string') this.#strings.set(number, value);
    else problems.push('A string definition is malformed.');
  }

  #event(row: unknown[]): AgentEvent | string {
    // A string would find the methods of the array.
    const kind = typeof row[0] === 'number' ? eventKinds[row[0]] : undefined;
    if (kind === undefined) return `Unknown event code ${brief(JSON.stringify(row[0]))}.`;
    const fields: Record<string, unknown> = {};
    let index = 2;
    for (const { name, isText } of wireFields[kind]) {
      const value = row[index];
      index += 1;
      if (isText && typeof value === 'number') {
        const text = this.#strings.get(value);
        if (text === undefined) return `Event ${kind} uses string ${value}, which was never defined.`;
        fields[name] = text;
      } else {
        fields[name] = value;
      }
    }
    return parseEvent(kind, typeof row[1] === 'number' ? row[1] / 1_000 : row[1], fields);
  }
}

function parseBatch(line: string): v.InferOutput<typeof batchSchema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error('A batch from the agent is not JSON.', { cause: error });
  }
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
  if (typeof version === 'number' && version !== protocolVersion) {
    throw new Error(`The agent in the program speaks protocol ${version}; this side speaks ${protocolVersion}.`);
  }
  const result = v.safeParse(batchSchema, value);
  if (!result.success) throw new Error(`A batch from the agent is malformed: ${describe(result.issues)}`);
  return result.output;
}

function parseEvent(kind: EventKind, time: unknown, fields: unknown): AgentEvent | string {
  if (typeof time !== 'number' || !Number.isFinite(time)) return `Event ${kind} has no time.`;
  const result = v.safeParse(eventSchemas[kind] as v.GenericSchema<object>, fields);
  if (!result.success) return `Event ${kind} is malformed: ${describe(result.issues)}`;
  return { type: kind, time, ...result.output } as AgentEvent;
}

const describe = (issues: readonly v.BaseIssue<unknown>[]): string =>
  brief(issues.map((issue) => `${v.getDotPath(issue) ?? '(itself)'}: ${issue.message}`).join('; '));

/** A message holds what was received, and that may be anything. */
const brief = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** An event as a recording keeps it: by itself, readable without what came before except `site` events. */
export type RecordedEvent = AgentEvent & { program: ProgramKey };

export const toRecordingLine = (program: ProgramKey, event: AgentEvent): string =>
  `${JSON.stringify({ program, ...event })}\n`;

/** @throws Error when the line is not a recorded event; the message says which part is wrong */
export function parseRecordingLine(line: string): RecordedEvent {
  let value: { program?: unknown; type?: unknown; time?: unknown };
  try {
    value = JSON.parse(line) as typeof value;
  } catch (error) {
    throw new Error('A recorded event is not JSON.', { cause: error });
  }
  if (typeof value !== 'object' || value === null || typeof value.program !== 'string') {
    throw new Error('A recorded event names no program.');
  }
  if (!eventKinds.includes(value.type as EventKind))
    throw new Error(`Unknown event ${brief(JSON.stringify(value.type) ?? '')}.`);
  const event = parseEvent(value.type as EventKind, value.time, value);
  if (typeof event === 'string') throw new Error(event);
  return { program: value.program, ...event };
}
