import { LitElement, type TemplateResult, html } from 'lit';
import type { Report } from '../../src/model/report/schema.ts';
import { savedRange, saveRange } from '../host.ts';
import { prepared } from './canvas.ts';
import { type Chart, chartsOf } from './charts.ts';
import { Gestures } from './gestures.ts';
import { barAt } from './hits.ts';
import { type Bar, type Layout, layoutOf, spanKey } from './lanes.ts';
import { type CancelLink, type FindingMark, cancelLinks, findingMarks } from './marks.ts';
import { paintChart } from './paintChart.ts';
import { type Scene, axisHeight, gutter, paintLanes, paintOverview, placeAt, rowHeight } from './paintLanes.ts';
import { type Range, keyRange, within, xOf } from './range.ts';
import { timelinePage } from './timelinePage.ts';
import { type Theme, onThemeChange, themeOf } from './theme.ts';
import { barWords } from './words.ts';

/** px of the lanes that are seen at once. */
const tallest = 420;
const least = 96;
/** px a pointer may be off. */
const near = 4;

/** Tasks and scopes in time, and below them what the programs used. It holds what is seen; the drawing is elsewhere. */
export class TimelineView extends LitElement {
  #report: Report | undefined;
  #layout: Layout = { lanes: [], bars: [], rows: 0, whole: { from: 0, to: 1 } };
  #marks: readonly FindingMark[] = [];
  #links: readonly CancelLink[] = [];
  #charts: readonly Chart[] = [];
  /** Undefined: all there is, also when more comes. */
  #range: Range | undefined = savedRange();
  #marked: Range | undefined;
  #selected: string | undefined;
  #pointed: { bar: Bar | undefined; findings: readonly string[]; x: number; y: number } | undefined;
  #openTables = new Set<string>();
  #frame = 0;
  #endThemes: (() => void) | undefined;
  readonly #sizes = new ResizeObserver(() => this.#paintSoon());
  readonly #gestures = new Gestures(
    {
      range: () => this.range,
      whole: () => this.#layout.whole,
      show: (range) => this.show(range),
      mark: (range) => this.#mark(range),
      gutter,
    },
    (event) => this.#click(event),
  );

  set report(report: Report) {
    this.#report = report;
    this.#layout = layoutOf(report);
    this.#marks = findingMarks(report.findings, this.#layout);
    this.#links = cancelLinks(this.#layout);
    this.#charts = chartsOf(report.system);
    this.requestUpdate();
  }

  /** What is seen. */
  get range(): Range {
    return this.#range ? within(this.#range, this.#layout.whole) : this.#layout.whole;
  }

  show(range: Range): void {
    const { from, to } = this.#layout.whole;
    this.#range = range.from <= from && range.to >= to ? undefined : range;
    saveRange(this.#range);
    this.#paintSoon();
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endThemes = onThemeChange(() => this.#paintSoon());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#endThemes?.();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  override firstUpdated(): void {
    this.#gestures.attach(this.#canvas('lanes'), { brushes: false });
    this.#gestures.attach(this.#canvas('overview'), { brushes: true });
    this.#sizes.observe(this.#canvas('lanes'));
  }

  override updated(): void {
    const height = axisHeight + this.#layout.rows * rowHeight + 4;
    const shown = Math.min(tallest, Math.max(least, height));
    // Sizes are set by script: the page's policy allows no style in its HTML.
    this.#element('viewport').style.height = `${shown}px`;
    this.#canvas('lanes').style.height = `${shown}px`;
    this.#element('room').style.height = `${Math.max(0, height - shown)}px`;
    this.#paint();
  }

  override render(): TemplateResult {
    if (!this.#report) return html``;
    const selected = this.#bar;
    return timelinePage({
      report: this.#report,
      layout: this.#layout,
      marks: this.#marks,
      charts: this.#charts,
      selected: selected && barWords(selected, this.#marks, this.#layout.whole.from),
      openTables: this.#openTables,
      onKey: (event) => this.#key(event),
      press: (key) => this.#press(key, false),
      onScroll: () => this.#paintSoon(),
      onPoint: (event) => this.#point(event),
      onToggle: (name, isOpen) => this.#toggle(name, isOpen),
    });
  }

  #element(part: string): HTMLElement {
    const element = this.querySelector<HTMLElement>(`.${part}`);
    if (!element) throw new Error(`The timeline has no element of the class ${part}.`);
    return element;
  }

  #canvas = (part: string): HTMLCanvasElement => this.#element(part) as HTMLCanvasElement;

  get #bar(): Bar | undefined {
    return this.#layout.bars.find(({ span }) => spanKey(span) === this.#selected);
  }

  #toggle(name: string, isOpen: boolean): void {
    if (isOpen === this.#openTables.has(name)) return;
    if (isOpen) this.#openTables.add(name);
    else this.#openTables.delete(name);
    this.requestUpdate();
  }

  #mark(range: Range | undefined): void {
    this.#marked = range;
    this.#paintSoon();
  }

  #press(key: string, shift: boolean): boolean {
    const range = keyRange(key, shift, this.range, this.#layout.whole);
    if (range) this.show(range);
    return range !== undefined;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#press(event.key, event.shiftKey) || this.#selectBy(event.key)) event.preventDefault();
  }

  #selectBy(key: string): boolean {
    const { bars } = this.#layout;
    const selected = this.#bar;
    const index = selected ? bars.indexOf(selected) : -1;
    const found: Record<string, Bar | undefined> = {
      ArrowDown: bars[Math.min(index + 1, bars.length - 1)],
      ArrowUp: bars[Math.max(index - 1, 0)],
      Home: bars[0],
      End: bars.at(-1),
    };
    if (key === 'Escape') this.#select(undefined);
    else if (key === 'Enter') {
      if (selected) this.show(aroundBar(selected, this.#layout.whole));
    } else if (key in found) this.#select(found[key]);
    else return false;
    return true;
  }

  #select(bar: Bar | undefined): void {
    this.#selected = bar && spanKey(bar.span);
    if (bar) this.#reveal(bar);
    this.requestUpdate();
  }

  #reveal({ row, from, to }: Bar): void {
    const viewport = this.#element('viewport');
    const y = row * rowHeight;
    const room = viewport.clientHeight - axisHeight - rowHeight;
    if (y < viewport.scrollTop) viewport.scrollTop = y;
    else if (y > viewport.scrollTop + room) viewport.scrollTop = y - room;
    const { range } = this;
    if (to >= range.from && from <= range.to) return;
    const half = (range.to - range.from) / 2;
    this.show(within({ from: from - half, to: from + half }, this.#layout.whole));
  }

  #scene(theme: Theme): Scene {
    return {
      layout: this.#layout,
      marks: this.#marks,
      links: this.#links,
      range: this.range,
      scrolled: this.#element('viewport').scrollTop,
      selected: this.#bar,
      theme,
    };
  }

  #hit({ offsetX, offsetY, target }: MouseEvent): { bar: Bar | undefined; findings: readonly string[] } {
    const width = (target as HTMLElement).clientWidth;
    const scrolled = this.#element('viewport').scrollTop;
    const { time, row, msPerPixel } = placeAt({ range: this.range, scrolled }, width, offsetX, offsetY);
    if (offsetX < gutter) return { bar: undefined, findings: [] };
    const bar = row < 0 ? undefined : barAt(this.#layout, row, time, near * msPerPixel);
    const findings = this.#marks
      .filter((mark) => (mark.bar?.row ?? -1) === row && Math.abs(mark.at - time) <= 2 * near * msPerPixel)
      .map(({ finding }) => finding.sentence);
    return { bar, findings };
  }

  #click(event: PointerEvent): void {
    if (event.target === this.#canvas('lanes')) this.#select(this.#hit(event).bar);
  }

  #point(event: MouseEvent): void {
    const { bar, findings } = event.type === 'mouseleave' ? { bar: undefined, findings: [] } : this.#hit(event);
    this.#pointed = bar || findings.length > 0 ? { bar, findings, x: event.offsetX, y: event.offsetY } : undefined;
    this.#paintSoon();
  }

  #paintSoon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    if (!this.#report || !this.hasUpdated) return;
    const scene = this.#scene(themeOf(this));
    const lanes = prepared(this.#canvas('lanes'));
    if (lanes) {
      paintLanes(lanes.context, scene, lanes.width, lanes.height);
      if (this.#marked) paintMarked(lanes.context, scene, this.#marked, lanes.width, lanes.height);
    }
    const overview = prepared(this.#canvas('overview'));
    if (overview) {
      const range = this.#marked ?? scene.range;
      paintOverview(overview.context, { ...scene, range }, overview.width, overview.height);
    }
    for (const [index, canvas] of this.querySelectorAll<HTMLCanvasElement>('canvas.chart').entries()) {
      const chart = this.#charts[index];
      const room = prepared(canvas);
      const { range, theme, layout } = scene;
      if (chart && room) {
        paintChart(room.context, { chart, range, origin: layout.whole.from, theme }, room.width, room.height);
      }
    }
    this.#showPointed();
  }

  #showPointed(): void {
    const hover = this.#element('hover');
    const pointed = this.#pointed;
    hover.hidden = pointed === undefined;
    if (!pointed) return;
    const words = pointed.bar ? [barWords(pointed.bar, this.#marks, this.#layout.whole.from)] : [];
    hover.textContent = [...words, ...pointed.findings].join('\n');
    const room = this.#element('viewport');
    hover.style.left = `${Math.max(0, Math.min(pointed.x + 12, room.clientWidth - hover.offsetWidth))}px`;
    hover.style.top = `${pointed.y + 18}px`;
  }
}

/** A bar with some time around it. */
function aroundBar({ from, to }: Bar, whole: Range): Range {
  const margin = Math.max(1, (to - from) * 0.1);
  return within({ from: from - margin, to: to + margin }, whole);
}

function paintMarked(
  context: CanvasRenderingContext2D,
  { range, theme }: Scene,
  marked: Range,
  width: number,
  height: number,
): void {
  const [left, right] = [marked.from, marked.to].map((time) => gutter + xOf(time, range, width - gutter));
  context.fillStyle = theme.focus;
  context.globalAlpha = 0.25;
  context.fillRect(left ?? 0, 0, (right ?? 0) - (left ?? 0), height);
  context.globalAlpha = 1;
}
