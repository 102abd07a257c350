import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableWriter } from '../../../src/agent/channel/encoder.ts';
import { type Row, rowWriters } from '../../../src/agent/channel/rowWriters.ts';
import { type EventKind, eventKinds } from '../../../src/protocol/events.ts';
import { wireFields } from '../../../src/protocol/wire.ts';

const special = eventKinds.filter((kind) => rowWriters[kind]);
const value = fc.oneof(fc.maxSafeNat(), fc.double(), fc.boolean(), fc.constant(null), fc.string(), fc.array(fc.nat()));

/** Something of each field, of the right type where the writers rely on it. */
const eventOf = (kind: EventKind): fc.Arbitrary<object> =>
  fc.record(
    Object.fromEntries(
      wireFields[kind].map(({ name, isText }) => {
        if (isText) return [name, fc.option(fc.string())];
        if (name === 'stack' || name === 'holding') return [name, fc.array(fc.maxSafeNat())];
        return [name, ['timeout', 'shield', 'acquired'].includes(name) ? value : fc.maxSafeNat()];
      }),
    ),
  );

/** What is written, whichever call it was written with: numbers have two that come to the same. */
function record(): { row: Row; written: unknown[] } {
  const written: unknown[] = [];
  const write = (field: unknown): unknown => written.push(field);
  return { row: { text: (field) => write(['text', field]), number: write, plain: write, numbers: write }, written };
}

describe.each(special)('the writer of %s', (kind) => {
  it('writes what the table of events says, in its order', () => {
    const write = rowWriters[kind] as (row: Row, event: object) => void;
    fc.assert(
      fc.property(eventOf(kind), (event) => {
        const [direct, byTable] = [record(), record()];
        write(direct.row, event);
        tableWriter(kind)(byTable.row, event);
        expect(direct.written).toEqual(byTable.written);
      }),
    );
  });
});
