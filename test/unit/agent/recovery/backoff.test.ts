import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backoff, completeBackoff } from '../../../../src/agent/api/recovery/backoff.ts';

const waits = (options: Parameters<typeof completeBackoff>[0], count: number): number[] => {
  const backoff = new Backoff(completeBackoff(options));
  return Array.from({ length: count }, () => backoff.next());
};

describe('a back-off', () => {
  it('without jitter grows by its exponent until its maximum', () => {
    expect(waits({ initial: 10, max: 500, exponent: 3, jitter: false }, 5)).toEqual([10, 30, 90, 270, 500]);
  });

  it('with an exponent of 1 stays the same', () => {
    expect(waits({ initial: 25, exponent: 1, jitter: false }, 3)).toEqual([25, 25, 25]);
  });

  it('of 0 ms stays 0, also with jitter', () => {
    expect(waits({ initial: 0 }, 2_000).every((wait) => wait === 0)).toBe(true);
  });

  it('with jitter is different each time', () => {
    expect(new Set(Array.from({ length: 20 }, () => waits({ initial: 1_000 }, 4).join())).size).toBeGreaterThan(1);
  });

  it('is always a whole number of ms within its maximum, however often it is asked', () => {
    const options = fc.record({
      initial: fc.nat({ max: 10_000 }),
      max: fc.nat({ max: 60_000 }),
      exponent: fc.integer({ min: 1, max: 100 }),
      jitter: fc.boolean(),
    });
    fc.assert(
      fc.property(options, (each) => {
        expect(waits(each, 1_200).every((wait) => Number.isInteger(wait) && wait >= 0 && wait <= each.max)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what is no wait', () => {
    expect(() => completeBackoff({ initial: -1 })).toThrow('The first wait of a back-off is -1');
    expect(() => completeBackoff({ max: Number.NaN })).toThrow('The longest wait of a back-off is NaN');
    expect(() => completeBackoff({ exponent: 0.5 })).toThrow('The exponent of a back-off is 0.5');
  });
});
