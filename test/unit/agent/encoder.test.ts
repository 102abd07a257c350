import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../src/agent/channel/encoder.ts';
import { BatchDecoder } from '../../../src/protocol/wire.ts';

const text = fc.string({ unit: 'binary', maxLength: 300 });
const id = fc.oneof(fc.nat(20), fc.maxSafeNat());

describe('what the agent encodes', () => {
  it('is what the host decodes', () => {
    const times = fc.nat(10_000_000_000).map((microseconds) => microseconds / 1_000);
    const session = fc.record({
      id,
      name: text,
      kind: text,
      task: id,
      scope: id,
      stack: fc.array(id, { maxLength: 64 }),
      origin: fc.constantFrom('library', 'platform', 'pool'),
    });
    const check = fc.record({
      id,
      healthy: fc.boolean(),
      latency: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      detail: fc.option(text),
    });
    const opened = fc.record({ type: fc.constant('session-opened' as const), time: times, fields: session });
    const checked = fc.record({ type: fc.constant('session-checked' as const), time: times, fields: check });
    const batches = fc.array(fc.array(fc.oneof(opened, checked), { minLength: 1 }), { maxLength: 5 });
    fc.assert(
      fc.property(batches, (written) => {
        const [encoder, decoder] = [new Encoder('1/0'), new BatchDecoder()];
        for (const batch of written) {
          for (const { type, time, fields } of batch) encoder.write(type, time, fields);
          const { events, problems } = decoder.decode(encoder.take());
          expect(problems).toEqual([]);
          // The wire has one zero.
          const expected = batch.map(({ type, time, fields }) => ({ type, time, ...fields }));
          expect(JSON.stringify(events)).toBe(JSON.stringify(expected));
        }
      }),
    );
  });

  it('does not cost the batch when a number is none', () => {
    const encoder = new Encoder('1/0');
    const fields = { id: 1, healthy: true, detail: null };
    for (const latency of [Number.NaN, Number.POSITIVE_INFINITY]) {
      encoder.write('session-checked', 0, { ...fields, latency });
    }
    const { events, problems } = new BatchDecoder().decode(encoder.take());
    expect(problems).toEqual([]);
    expect(events).toMatchObject([{ latency: null }, { latency: null }]);
  });

  it('leaves out an event whose writing was interrupted, and nothing else', () => {
    const encoder = new Encoder('1/0');
    const fields = { id: 1, name: 'n', kind: 'k', task: 0, scope: 0, stack: [] };
    const interrupted = {
      ...fields,
      get kind(): string {
        throw new RangeError('Maximum call stack size exceeded');
      },
    };
    encoder.write('session-opened', 1, fields);
    expect(() => encoder.write('session-opened', 2, interrupted)).toThrow(RangeError);
    encoder.write('session-opened', 3, fields);
    expect(() => encoder.write('session-opened', 4, interrupted)).toThrow(RangeError);
    const { events, problems } = new BatchDecoder().decode(encoder.take());
    expect(problems).toEqual([]);
    expect(events.map(({ time }) => time)).toEqual([1, 3]);
  });

  it('grows with what waits and says how much that is', () => {
    const encoder = new Encoder('1/0');
    for (let count = 0; count < 1_000; count += 1) {
      encoder.write('session-opened', 0, { id: count, name: 'é'.repeat(200), kind: 'k', task: 0, scope: 0, stack: [] });
    }
    const waiting = encoder.size;
    const batch = encoder.take();
    expect(Math.abs(Buffer.byteLength(batch) - waiting)).toBeLessThan(100);
    expect(encoder.size).toBe(0);
    expect(new BatchDecoder().decode(batch).events).toHaveLength(1_000);
  });

  it('begins anew after a reset: nothing waits, and strings are defined again', () => {
    const encoder = new Encoder('1/0');
    const write = (): void =>
      encoder.write('session-opened', 0, { id: 1, name: 'n', kind: 'k', task: 0, scope: 0, stack: [] });
    write();
    encoder.reset();
    expect(encoder.size).toBe(0);
    write();
    const batch = encoder.take();
    expect(JSON.parse(batch)).toMatchObject({ reset: true });
    expect(new BatchDecoder().decode(batch).events).toMatchObject([{ name: 'n', kind: 'k' }]);
  });
});
