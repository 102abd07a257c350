import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  clock,
  keyRange,
  lengthOf,
  moved,
  shortest,
  ticks,
  timeAt,
  within,
  xOf,
  zoomed,
} from '../../../webview-ui/timeline/range.ts';

const whole = { from: 1_000, to: 11_000 };

describe('what of a timeline is seen', () => {
  it('zooms around the place that was pointed at', () => {
    expect(zoomed(whole, 0.5, 3_500, whole)).toEqual({ from: 2_250, to: 7_250 });
  });

  it('is never more than the whole, never less than can be seen, and never outside, whatever is done', () => {
    const time = fc.double({ min: -20_000, max: 30_000, noNaN: true });
    const act = fc.oneof(
      fc.record({ kind: fc.constant('zoom'), by: fc.double({ min: 0, max: 1e6, noNaN: true }), at: time }),
      fc.record({ kind: fc.constant('move'), by: fc.double({ min: -1e6, max: 1e6, noNaN: true }), at: time }),
      fc.record({ kind: fc.constant('between'), by: time, at: time }),
    );
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        let range = whole as { from: number; to: number };
        for (const { kind, by, at } of acts) {
          if (kind === 'zoom') range = zoomed(range, by, at, whole);
          else range = kind === 'move' ? moved(range, by, whole) : between(by, at, whole);
          expect(range.from).toBeGreaterThanOrEqual(whole.from);
          expect(range.to).toBeLessThanOrEqual(whole.to + 1e-6);
          expect(lengthOf(range)).toBeGreaterThanOrEqual(shortest - 1e-6);
        }
      }),
    );
  });

  it('keeps its length when it is moved to the end', () => {
    expect(moved({ from: 2_000, to: 4_000 }, 100, whole)).toEqual({ from: 9_000, to: 11_000 });
    expect(within({ from: -5_000, to: -3_000 }, whole)).toEqual({ from: 1_000, to: 3_000 });
  });

  it('is what was marked, from either end', () => {
    expect(between(4_000, 2_000, whole)).toEqual({ from: 2_000, to: 4_000 });
  });

  it.each([
    ['+', false, { from: 3_500, to: 8_500 }],
    ['-', false, whole],
    ['0', false, whole],
    ['ArrowLeft', false, { from: 1_000, to: 11_000 }],
    ['a', false, undefined],
  ])('after the key %s is as it says', (key, shift, expected) => {
    expect(keyRange(key, shift, whole, whole)).toEqual(expected);
  });

  it('goes further with Shift', () => {
    const range = { from: 5_000, to: 6_000 };
    expect(keyRange('ArrowRight', false, range, whole)?.from).toBeCloseTo(5_100);
    expect(keyRange('ArrowRight', true, range, whole)?.from).toBeCloseTo(5_500);
  });
});

describe('the scale', () => {
  it('leads from a time to a place and back', () => {
    const range = { from: 2_000, to: 4_000 };
    expect(xOf(2_500, range, 800)).toBe(200);
    expect(timeAt(200, range, 800)).toBe(2_500);
  });

  it('has marks at round times since the start, not more than there is room for', () => {
    expect(ticks({ from: 1_000, to: 2_000 }, 1_000, 5)).toEqual([
      { at: 1_000, label: '0.0 s' },
      { at: 1_200, label: '0.2 s' },
      { at: 1_400, label: '0.4 s' },
      { at: 1_600, label: '0.6 s' },
      { at: 1_800, label: '0.8 s' },
      { at: 2_000, label: '1.0 s' },
    ]);
    for (const length of [1, 77, 5_000, 123_456, 86_400_000, 9e9]) {
      const found = ticks({ from: 0, to: length }, 0, 8);
      expect(found.length).toBeGreaterThan(1);
      expect(found.length).toBeLessThanOrEqual(9);
      expect(new Set(found.map(({ label }) => label)).size).toBe(found.length);
    }
  });

  it.each([
    [250, 50, '0.25 s'],
    [12_000, 1_000, '12 s'],
    [1.5, 0.5, '0.0015 s'],
    [125_000, 1_000, '2:05'],
    [125_250, 10, '2:05.25'],
    [3_600_000, 60_000, '1:00:00'],
  ])('says %d ms, told apart by %d ms, as %s', (ms, step, expected) => {
    expect(clock(ms, step)).toBe(expected);
  });
});
