import type { Bar, Lane, Layout } from './lanes.ts';

/** The lane that has a row; undefined below the last. */
export function laneAt({ lanes }: Layout, row: number): Lane | undefined {
  let low = 0;
  let high = lanes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lanes[middle]?.top ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  const lane = lanes[low];
  return lane && row >= lane.top && row < lane.top + lane.rows ? lane : undefined;
}

/**
 * What is drawn at a time in a row.
 * @param near ms that a pointer may be off: what is shorter than a pixel can be met too
 */
export function barAt(layout: Layout, row: number, time: number, near: number): Bar | undefined {
  const away = ({ from, to }: Bar): number => Math.max(from - time, time - to, 0);
  const length = ({ from, to }: Bar): number => to - from;
  const bars = laneAt(layout, row)?.bars.filter((bar) => bar.row === row && away(bar) <= near) ?? [];
  return bars.sort((one, other) => away(one) - away(other) || length(one) - length(other))[0];
}
