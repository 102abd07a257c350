import type { Chart } from './charts.ts';
import { gutter } from './paintLanes.ts';
import { type Range, ticks, xOf } from './range.ts';
import type { Theme } from './theme.ts';

/** Lines of programs differ in their dashes too, as the legend does. */
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2]];

/** Draws one chart below the lanes, on the same axis. */
export function paintChart(
  context: CanvasRenderingContext2D,
  { chart, range, origin, theme }: { chart: Chart; range: Range; origin: number; theme: Theme },
  width: number,
  height: number,
): void {
  const inner = width - gutter;
  const x = (time: number): number => gutter + xOf(time, range, inner);
  const y = (value: number): number => height - 2 - (value / chart.most) * (height - 8);
  context.font = theme.font;
  context.textBaseline = 'middle';
  context.fillStyle = theme.text;
  context.fillText(chart.title, 6, height / 2);
  context.fillStyle = theme.quiet;
  context.textAlign = 'right';
  context.fillText(chart.words(chart.most), gutter - 6, 8);
  context.fillText('0', gutter - 6, height - 8);
  context.textAlign = 'left';
  context.strokeStyle = theme.edge;
  context.globalAlpha = 0.4;
  context.beginPath();
  for (const { at } of ticks(range, origin, inner / 90)) {
    context.moveTo(Math.round(x(at)) + 0.5, 0);
    context.lineTo(Math.round(x(at)) + 0.5, height);
  }
  context.moveTo(gutter, height - 0.5);
  context.lineTo(width, height - 0.5);
  context.stroke();
  context.globalAlpha = 1;
  context.save();
  context.beginPath();
  context.rect(gutter, 0, inner, height);
  context.clip();
  context.lineWidth = 1.5;
  for (const [index, { points }] of chart.lines.entries()) {
    context.strokeStyle = theme.lines[index % theme.lines.length] ?? theme.text;
    context.setLineDash([...(dashes[index % dashes.length] ?? [])]);
    context.beginPath();
    for (const [at, value] of points) context.lineTo(x(at), y(value));
    context.stroke();
    // A line of one point would not be seen.
    const [only] = points;
    if (only && points.length === 1) context.strokeRect(x(only[0]) - 1, y(only[1]) - 1, 2, 2);
  }
  context.restore();
}
