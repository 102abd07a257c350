import { describe, expect, it } from 'vitest';
import { LivedTime, longestGap } from '../../../src/model/livedTime.ts';

const ticked = (...times: number[]): LivedTime => {
  const time = new LivedTime();
  for (const at of times) time.tick(at);
  return time;
};

describe('the time that programs lived through', () => {
  it('is the time that passed while somebody ticks, or before anybody did', () => {
    expect(ticked().between(1_000, 90_000)).toBe(89_000);
    expect(ticked(1_000, 2_000, 3_000).between(500, 3_200)).toBe(2_700);
  });

  it('is not that of a long gap between two ticks, but for its beginning', () => {
    const time = ticked(1_000, 61_000, 62_000);
    expect(time.between(0, 62_000)).toBe(2_000 + longestGap);
    expect(time.between(30_000, 62_000)).toBe(1_000);
    expect(time.between(61_500, 62_000)).toBe(500);
  });

  it('does not go on in a gap that nobody has ticked after yet', () => {
    expect(ticked(1_000).between(0, 60_000)).toBe(1_000 + longestGap);
  });
});
