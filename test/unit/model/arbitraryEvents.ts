import * as fc from 'fast-check';
import type * as v from 'valibot';
import { type AgentEvent, type EventKind, eventKinds, eventSchemas } from '../../../src/protocol/events.ts';

type Entries = Record<string, v.GenericSchema>;

/** Numbers stay small, so that events speak of the same rows; a few are huge, as a decoder would let them pass. */
const numbers = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, 1_000_000_007) },
);
const times = fc.oneof(
  { weight: 30, arbitrary: fc.double({ min: -10, max: 20_000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);
const texts = fc.oneof(
  fc.constantFrom('a', 'b', 'db', ''),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('</script><img src=x onerror=1>', '| a | b |', '\u001B[31m', '__proto__', '"&<>\''),
);

/** Values that a schema of the event table lets pass. */
function valuesOf(name: string, schema: v.GenericSchema): fc.Arbitrary<unknown> {
  if (schema.type === 'optional' && 'wrapped' in schema) return valuesOf(name, schema.wrapped as v.GenericSchema);
  if ('wrapped' in schema) return fc.option(valuesOf(name, schema.wrapped as v.GenericSchema));
  if ('options' in schema) return fc.constantFrom(...(schema.options as string[]));
  if (schema.type === 'array') return fc.array(numbers, { maxLength: 4 });
  if (schema.type === 'string') return texts;
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type !== 'number') throw new Error(`No values are known for ${schema.type}.`);
  return ['timeOrigin', 'timeout', 'retryIn'].includes(name) ? times : numbers;
}

function eventOfKind(kind: EventKind): fc.Arbitrary<AgentEvent> {
  const entries = Object.entries(eventSchemas[kind].entries as Entries);
  const fields = Object.fromEntries(entries.map(([name, schema]) => [name, valuesOf(name, schema)]));
  return fc.record({ type: fc.constant(kind), time: times, ...fields }) as unknown as fc.Arbitrary<AgentEvent>;
}

/** Any event that can come out of the decoder. */
export const anyEvent: fc.Arbitrary<AgentEvent> = fc.oneof(...eventKinds.map(eventOfKind));
