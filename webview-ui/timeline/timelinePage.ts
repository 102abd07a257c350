import { type TemplateResult, html } from 'lit';
import { t } from '../../src/common/l10n.ts';
import type { Report } from '../../src/model/report/schema.ts';
import { shownWords, stateWords } from '../../src/model/report/words.ts';
import { table } from '../table.ts';
import { type Chart, chartWords } from './charts.ts';
import type { Layout } from './lanes.ts';
import type { FindingMark } from './marks.ts';
import { stateSigns } from './theme.ts';
import { cutWords, sampleTable, spanTable } from './words.ts';

export interface TimelinePage {
  report: Report;
  layout: Layout;
  marks: readonly FindingMark[];
  charts: readonly Chart[];
  /** What is selected, in words. */
  selected: string | undefined;
  /** The tables that are open: only those have rows. */
  openTables: ReadonlySet<string>;
  onKey(event: KeyboardEvent): void;
  /** Does what a key does. */
  press(key: string): void;
  onScroll(): void;
  onPoint(event: MouseEvent): void;
  onToggle(name: string, isOpen: boolean): void;
}

/** What the buttons of the timeline say and which key they stand for. */
const buttons = (): readonly { key: string; sign: string; label: string }[] => [
  { key: '+', sign: '+', label: t('Zoom in') },
  { key: '-', sign: '−', label: t('Zoom out') },
  { key: '0', sign: '⟷', label: t('Show the whole run') },
  { key: 'ArrowLeft', sign: '←', label: t('Earlier') },
  { key: 'ArrowRight', sign: '→', label: t('Later') },
];

const legend = (): TemplateResult => html`
  <ul class="legend" aria-label=${t('Legend')}>
    ${(['running', 'completed', 'failed', 'cancelled'] as const).map(
      (state) =>
        html`<li><span class="swatch ${state}" aria-hidden="true">${stateSigns[state]}</span> ${stateWords(state)}</li>`,
    )}
    <li><span class="swatch dashed" aria-hidden="true"></span> ${t('scope')}</li>
    <li><span class="swatch hatched" aria-hidden="true">╱╱</span> ${t('from its cancellation on')}</li>
    <li><span class="swatch error" aria-hidden="true">▲</span> ${t('error')}</li>
    <li><span class="swatch warning" aria-hidden="true">△</span> ${t('warning')}</li>
  </ul>
`;

const chartLegend = ([chart]: readonly Chart[]): TemplateResult =>
  !chart || chart.lines.length < 2
    ? html``
    : html`<ul class="legend">${chart.lines.map(({ program }, index) => html`<li><span class="line line${index % 5} dash${index % 3}" aria-hidden="true"></span> ${program}</li>`)}</ul>`;

/** The HTML around the drawing: buttons, legend, and the same in tables. */
export function timelinePage(page: TimelinePage): TemplateResult {
  const { report, layout, marks, charts, selected, openTables } = page;
  const { spans, total } = report.timeline;
  const shown = shownWords(spans.length, total);
  const tableOf = (
    name: string,
    title: string,
    make: () => { columns: string[]; rows: string[][] },
  ): TemplateResult => {
    const isOpen = openTables.has(name);
    const toggle = (event: Event): void => page.onToggle(name, (event.currentTarget as HTMLDetailsElement).open);
    const content = (): TemplateResult => {
      const { columns, rows } = make();
      return table(title, columns, rows, shownWords(rows.length, rows.length));
    };
    return html`<details ?open=${isOpen} @toggle=${toggle}><summary>${title}</summary>${isOpen ? content() : ''}</details>`;
  };
  return html`
    <div class="toolbar" role="group" aria-label=${t('What of the timeline is seen')}>
      ${buttons().map(({ key, sign, label }) => html`<button class="tool" title=${label} aria-label=${label} @click=${() => page.press(key)}><span aria-hidden="true">${sign}</span></button>`)}
      <span class="muted count">${cutWords(report.timeline, shown)}</span>
    </div>
    <canvas class="overview" aria-hidden="true" title=${t('Drag to see a part of the run')}></canvas>
    <div class="frame">
      <div
        class="viewport"
        tabindex="0"
        role="application"
        aria-label=${t('Timeline of tasks and scopes')}
        aria-describedby="timeline-keys"
        @keydown=${page.onKey}
        @scroll=${page.onScroll}
      >
        <canvas class="lanes" @mousemove=${page.onPoint} @mouseleave=${page.onPoint}></canvas>
        <div class="room"></div>
      </div>
      <div class="hover" aria-hidden="true" hidden></div>
    </div>
    ${charts.map((chart) => html`<canvas class="chart" role="img" aria-label=${chartWords(chart)}></canvas>`)}
    ${chartLegend(charts)}
    <p class="selected" role="status">${selected ?? ''}</p>
    ${legend()}
    <p class="muted" id="timeline-keys">
      ${t('Ctrl+wheel, + and − zoom, 0 shows all; drag, ← and → move; Shift+drag or a drag in the strip above marks a part; ↑ and ↓ select, Enter zooms to what is selected.')}
    </p>
    ${tableOf('spans', t('Timeline as a table'), () => spanTable(layout, marks))}
    ${charts.length === 0 ? '' : tableOf('samples', t('Charts as a table'), () => sampleTable(report.system, layout.whole.from))}
  `;
}
