import type { Bar, Layout } from './lanes.ts';
import type { CancelLink, FindingMark } from './marks.ts';
import { type Range, ticks, timeAt, xOf } from './range.ts';
import { type Theme, stateSigns } from './theme.ts';

/** px: of a row, of the axis on top, of the names on the left. */
export const rowHeight = 20;
export const axisHeight = 24;
export const gutter = 160;
const barHeight = 14;
const tickRoom = 90;
/** A bar narrower than that has no sign and no name. */
const readable = 18;

export interface Scene {
  readonly layout: Layout;
  readonly marks: readonly FindingMark[];
  readonly links: readonly CancelLink[];
  readonly range: Range;
  /** px that are scrolled away above. */
  readonly scrolled: number;
  readonly selected: Bar | undefined;
  readonly theme: Theme;
}

/** The time and the row under a point of the canvas. */
export function placeAt({ range, scrolled }: Pick<Scene, 'range' | 'scrolled'>, width: number, x: number, y: number) {
  return {
    time: timeAt(x - gutter, range, width - gutter),
    row: y < axisHeight ? -1 : Math.floor((y - axisHeight + scrolled) / rowHeight),
    msPerPixel: (range.to - range.from) / Math.max(1, width - gutter),
  };
}

class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #scene: Scene;
  readonly #width: number;
  readonly #height: number;

  constructor(context: CanvasRenderingContext2D, scene: Scene, width: number, height: number) {
    this.#context = context;
    this.#scene = scene;
    this.#width = width;
    this.#height = height;
    context.font = scene.theme.font;
    context.textBaseline = 'middle';
  }

  paint(): void {
    const { layout, links, marks, theme } = this.#scene;
    const context = this.#context;
    this.#axis();
    this.#clipped(0, axisHeight, this.#width, this.#height, () => {
      for (const lane of layout.lanes) {
        const y = this.#y(lane.top);
        if (y > this.#height || y + lane.rows * rowHeight < axisHeight) continue;
        context.fillStyle = theme.quiet;
        this.#clipped(0, y, gutter - 6, lane.rows * rowHeight, () =>
          context.fillText(lane.name, 6 + Math.min(lane.depth, 8) * 10, y + rowHeight / 2),
        );
      }
    });
    this.#clipped(gutter, axisHeight, this.#width - gutter, this.#height, () => {
      for (const bar of layout.bars) if (this.#isSeen(bar)) this.#bar(bar);
      for (const link of links) if (this.#isSeen(link.from) || this.#isSeen(link.to)) this.#link(link);
    });
    this.#clipped(gutter, axisHeight, this.#width - gutter, this.#height, () => this.#marks(marks, true));
    this.#clipped(gutter, 0, this.#width - gutter, axisHeight, () => this.#marks(marks, false));
  }

  #x = (time: number): number => gutter + xOf(time, this.#scene.range, this.#width - gutter);
  #y = (row: number): number => axisHeight + row * rowHeight - this.#scene.scrolled;

  #isSeen({ row, from, to }: Bar): boolean {
    const y = this.#y(row);
    const { range } = this.#scene;
    return y < this.#height && y + rowHeight > axisHeight && to >= range.from && from <= range.to;
  }

  #clipped(x: number, y: number, width: number, height: number, paint: () => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    paint();
    context.restore();
  }

  #axis(): void {
    const { range, layout, theme } = this.#scene;
    const context = this.#context;
    context.strokeStyle = theme.edge;
    context.lineWidth = 1;
    context.beginPath();
    for (const { at, label } of ticks(range, layout.whole.from, (this.#width - gutter) / tickRoom)) {
      const x = Math.round(this.#x(at)) + 0.5;
      context.moveTo(x, axisHeight - 6);
      context.lineTo(x, this.#height);
      context.fillStyle = theme.quiet;
      context.fillText(label, x + 3, axisHeight / 2);
    }
    context.moveTo(0, axisHeight - 0.5);
    context.lineTo(this.#width, axisHeight - 0.5);
    context.globalAlpha = 0.4;
    context.stroke();
    context.globalAlpha = 1;
  }

  #bar(bar: Bar): void {
    const { theme, selected } = this.#scene;
    const { span } = bar;
    const context = this.#context;
    // Far outside of what is seen a canvas counts badly.
    const left = Math.max(this.#x(bar.from), gutter - 50);
    const width = Math.max(2, Math.min(this.#x(bar.to), this.#width + 50) - left);
    const y = this.#y(bar.row) + (rowHeight - barHeight) / 2;
    const color = theme.states[span.state];
    context.fillStyle = color;
    context.globalAlpha = span.kind === 'task' ? 0.4 : 0.2;
    context.fillRect(left, y, width, barHeight);
    context.globalAlpha = 1;
    context.strokeStyle = color;
    // Scopes are dashed, tasks are not, whatever their colour.
    context.setLineDash(span.kind === 'task' ? [] : [4, 2]);
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, y + 0.5, Math.max(1, width - 1), barHeight - 1);
    context.setLineDash([]);
    if (span.cancelledAt !== null) this.#cancelled(bar, span.cancelledAt, y, color);
    if (bar === selected) {
      context.strokeStyle = theme.focus;
      context.lineWidth = 2;
      context.strokeRect(left - 1, y - 1, width + 2, barHeight + 2);
    }
    const shown = Math.min(left + width, this.#width) - Math.max(left, gutter);
    if (shown < readable) return;
    this.#clipped(Math.max(left, gutter), y, shown, barHeight, () => {
      context.fillStyle = theme.text;
      context.fillText(`${stateSigns[span.state]} ${span.name}`, Math.max(left, gutter) + 4, y + barHeight / 2 + 0.5);
    });
  }

  /** From the time at which it was cancelled on, a scope is hatched. */
  #cancelled(bar: Bar, at: number, y: number, color: string): void {
    const context = this.#context;
    const from = Math.max(this.#x(at), gutter - 10);
    const to = Math.min(this.#x(bar.to), this.#width + 10);
    this.#clipped(from, y, Math.max(0, to - from), barHeight, () => {
      context.strokeStyle = color;
      context.beginPath();
      for (let x = from - barHeight; x < to; x += 6) {
        context.moveTo(x, y + barHeight);
        context.lineTo(x + barHeight, y);
      }
      context.stroke();
    });
    context.fillStyle = color;
    context.fillRect(this.#x(at) - 1, y - 2, 2, barHeight + 4);
  }

  #link({ from, fromAt, to, toAt }: CancelLink): void {
    const context = this.#context;
    const middle = rowHeight / 2;
    const [x1, y1, x2, y2] = [this.#x(fromAt), this.#y(from.row) + middle, this.#x(toAt), this.#y(to.row) + middle];
    const end = y2 + (y2 > y1 ? -barHeight / 2 : barHeight / 2);
    const way = y2 > y1 ? -1 : 1;
    context.strokeStyle = this.#scene.theme.states.cancelled;
    context.fillStyle = context.strokeStyle;
    context.lineWidth = 1.5;
    context.setLineDash([2, 2]);
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1, (y1 + end) / 2, x2, (y1 + end) / 2, x2, end);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x2, end);
    context.lineTo(x2 - 4, end + 6 * way);
    context.lineTo(x2 + 4, end + 6 * way);
    context.fill();
  }

  /** Errors are filled triangles, warnings have an outline only. */
  #marks(marks: readonly FindingMark[], onBars: boolean): void {
    const { theme, range } = this.#scene;
    const context = this.#context;
    for (const { finding, at, bar } of marks) {
      if ((bar !== undefined) !== onBars || at < range.from || at > range.to) continue;
      const x = this.#x(at);
      const y = bar ? this.#y(bar.row) : axisHeight - 14;
      if (y > this.#height || (bar && y + rowHeight < axisHeight)) continue;
      context.beginPath();
      context.moveTo(x, y + 1);
      context.lineTo(x - 6, y + 12);
      context.lineTo(x + 6, y + 12);
      context.closePath();
      context.fillStyle = finding.severity === 'error' ? theme.error : theme.back;
      context.strokeStyle = finding.severity === 'error' ? theme.back : theme.warning;
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
    }
  }
}

/** Draws all lanes that are seen. */
export function paintLanes(context: CanvasRenderingContext2D, scene: Scene, width: number, height: number): void {
  new Painter(context, scene, width, height).paint();
}

/** Draws the whole run, small, and what of it is seen. */
export function paintOverview(
  context: CanvasRenderingContext2D,
  { layout, range, theme, marks }: Pick<Scene, 'layout' | 'range' | 'theme' | 'marks'>,
  width: number,
  height: number,
): void {
  const inner = width - gutter;
  const x = (time: number): number => gutter + xOf(time, layout.whole, inner);
  const row = height / Math.max(1, layout.rows);
  context.globalAlpha = 0.7;
  for (const { span, row: index, from, to } of layout.bars) {
    context.fillStyle = theme.states[span.state];
    context.fillRect(x(from), index * row, Math.max(1, x(to) - x(from)), Math.max(0.5, Math.min(row, 4) * 0.8));
  }
  context.globalAlpha = 1;
  for (const { finding, at } of marks) {
    context.fillStyle = finding.severity === 'error' ? theme.error : theme.warning;
    context.fillRect(x(at) - 1, 0, 2, height);
  }
  const [left, right] = [x(range.from), x(range.to)];
  context.fillStyle = theme.back;
  context.globalAlpha = 0.6;
  context.fillRect(gutter, 0, left - gutter, height);
  context.fillRect(right, 0, width - right, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.focus;
  context.lineWidth = 1.5;
  context.strokeRect(left + 0.75, 0.75, Math.max(2, right - left - 1.5), height - 1.5);
}
