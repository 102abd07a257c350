import type { Indicators, Report } from '../src/model/report/schema.ts';

/** Units of the drawing, which is stretched to its box. */
export const trendWidth = 100;
export const trendHeight = 24;

/** The points of a line through what is known, as SVG has them; empty where less than two values are. */
export function trendPoints(trend: Report['trend'], indicator: keyof Indicators): string {
  const known = trend.flatMap(({ at, [indicator]: value }) => (value === null ? [] : [{ at, value }]));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || last.at <= first.at) return '';
  const values = known.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (at: number): number => ((at - first.at) / (last.at - first.at)) * trendWidth;
  // What never changed is a line in the middle.
  const y = (value: number): number =>
    most > least ? trendHeight - 2 - ((value - least) / (most - least)) * (trendHeight - 4) : trendHeight / 2;
  return known.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
}
