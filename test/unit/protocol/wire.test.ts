import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentEvent, eventKinds } from '../../../src/protocol/events.ts';
import {
  BatchDecoder,
  defineString,
  parseRecordingLine,
  toRecordingLine,
  wireFields,
} from '../../../src/protocol/wire.ts';
import { TestEncoder } from '../../bench/model/encode.ts';
import { anyEvent } from '../model/arbitraryEvents.ts';

const code = (kind: AgentEvent['type']): number => eventKinds.indexOf(kind);
const batch = (rows: unknown, more: object = {}): string => JSON.stringify({ v: 1, program: '1/0', rows, ...more });
const decode = (rows: unknown): { events: AgentEvent[]; problems: string[] } => new BatchDecoder().decode(batch(rows));

/** JSON has no minus zero. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
/** The wire has no times finer than µs. */
const asSent = (events: readonly AgentEvent[]): AgentEvent[] => {
  const sent = events.map((event) => ({ ...event, time: Math.round(event.time * 1_000) / 1_000 }));
  return asJson(sent);
};

/** Programs do not run for longer than this many ms. */
const possible = anyEvent.filter(({ time }) => Math.abs(time) < 1e12);

describe('batches', () => {
  it('come out as they went in, over several batches and after a reset', () => {
    const batches = fc.array(fc.record({ events: fc.array(possible, { maxLength: 20 }), reset: fc.boolean() }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(batches, (list) => {
        const encoder = new TestEncoder();
        const decoder = new BatchDecoder();
        for (const { events, reset } of list) {
          const decoded = decoder.decode(encoder.encode('7/2', events, reset));
          expect(decoded).toEqual({ program: '7/2', events: asSent(events), problems: [] });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('carry a repeated string once', () => {
    const encoder = new TestEncoder();
    const event: AgentEvent = {
      type: 'site',
      time: 1,
      id: 1,
      url: 'file:///a-long-name.js',
      line: 1,
      column: 1,
      fn: 'f',
    };
    const line = encoder.encode('1/0', [event, { ...event, id: 2 }]);
    expect(line.split('a-long-name').length - 1).toBe(1);
  });

  it('know which fields hold text, also where it may be missing', () => {
    const names = wireFields['attempt-ended'].filter((field) => field.isText).map((field) => field.name);
    expect(names).toEqual(['status', 'error', 'errorClass']);
    expect(wireFields['scope-entered'].filter((field) => field.isText).map((field) => field.name)).toEqual([
      'name',
      'kind',
    ]);
  });

  it('skip a malformed row, say why in one sentence, and keep the rest', () => {
    const { events, problems } = decode([
      [code('lock-acquired'), 1_000, 5],
      [code('lock-acquired'), 2_000, 'five'],
      [code('lock-acquired'), null, 5],
      [code('task-ended'), 3, 5, 'exploded', null],
      [code('task-ended'), 3, 5],
      [999, 4],
      [1.5, 4],
      ['0', 4],
      ['length', 4],
      [code('session-closed'), 5, 6, 'failed', 77],
      [defineString, 'one', 'text'],
      [defineString, 1, 2],
      [code('lock-acquired'), 6_000, 7],
    ]);
    expect(events).toEqual([
      { type: 'lock-acquired', time: 1, id: 5 },
      { type: 'lock-acquired', time: 6, id: 7 },
    ]);
    expect(problems).toEqual([
      'Event lock-acquired is malformed: id: Invalid type: Expected number but received "five"',
      'Event lock-acquired has no time.',
      expect.stringMatching(/^Event task-ended is malformed: status: .*exploded/),
      expect.stringMatching(/^Event task-ended is malformed: /),
      'Unknown event code 999.',
      'Unknown event code 1.5.',
      'Unknown event code "0".',
      'Unknown event code "length".',
      'Event session-closed uses string 77, which was never defined.',
      'A string definition is malformed.',
      'A string definition is malformed.',
    ]);
  });

  it('keep problems short whatever was received', () => {
    const { problems } = decode([
      [code('task-ended'), 3, 5, 'x'.repeat(100_000), null],
      ['y'.repeat(100_000), 1],
    ]);
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem.length).toBeLessThan(400);
  });

  it('forget the strings of before at a reset', () => {
    const decoder = new BatchDecoder();
    decoder.decode(batch([[defineString, 0, 'old']]));
    const row = [code('session-changed'), 1, 2, 'active', 0];
    expect(decoder.decode(batch([row])).events).toMatchObject([{ detail: 'old' }]);
    expect(decoder.decode(batch([row], { reset: true })).problems).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['no JSON', '{"v":1', 'A batch from the agent is not JSON.'],
    ['another protocol', batch([], { v: 2 }), 'The agent in the program speaks protocol 2; this side speaks 1.'],
    ['no program', batch([], { program: 'x' }), 'A batch from the agent is malformed: program'],
    ['no rows', batch('none'), 'A batch from the agent is malformed: rows'],
    ['a row that is none', batch([[1]]), 'A batch from the agent is malformed: rows.0'],
    ['nothing', 'null', 'A batch from the agent is malformed'],
  ])('are refused with %s', (_, line, message) => {
    expect(() => new BatchDecoder().decode(line)).toThrow(message);
  });

  it('never make the decoder throw anything but a sentence', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.jsonValue(), { minLength: 2, maxLength: 8 })), (rows) => {
        const { events, problems } = decode(rows);
        const definitions = rows.filter((row) => row[0] === defineString && problems.length === 0).length;
        expect(events.length + problems.length + definitions).toBeLessThanOrEqual(rows.length);
        for (const problem of problems) expect(problem).toMatch(/^(Event|Unknown event code|A string definition)/);
      }),
    );
  });
});

describe('recordings', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const line = toRecordingLine('3/1', event);
        expect(line.endsWith('\n')).toBe(true);
        expect(parseRecordingLine(line)).toEqual({ program: '3/1', ...asJson(event) });
      }),
    );
  });

  it.each([
    ['{', 'A recorded event is not JSON.'],
    ['null', 'A recorded event names no program.'],
    ['[]', 'A recorded event names no program.'],
    ['{"program":"1/0","type":"toString"}', 'Unknown event "toString".'],
    ['{"program":"1/0"}', 'Unknown event'],
    ['{"program":"1/0","type":"lock-acquired","id":1}', 'Event lock-acquired has no time.'],
    ['{"program":"1/0","type":"lock-acquired","time":1}', 'Event lock-acquired is malformed: id'],
  ])('refuse the line %s', (line, message) => {
    expect(() => parseRecordingLine(line)).toThrow(message);
  });
});
