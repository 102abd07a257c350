import { LitElement, type TemplateResult, html } from 'lit';
import { languageTag, t, useLanguage } from '../src/common/l10n.ts';
import type { Indicators, Report } from '../src/model/report/schema.ts';
import { indicatorWords, lostWords, timeWords } from '../src/model/report/words.ts';
import { findings } from './findings.ts';
import { onMessage, post } from './host.ts';
import { tables } from './tables.ts';
import { trendLine } from './trend.ts';

/** The whole page. It has no shadow root, so that the page's one style sheet reaches it. */
export class ReportView extends LitElement {
  #report: Report | null | undefined;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onMessage(({ report, language }) => {
      useLanguage(language);
      document.documentElement.lang = languageTag();
      this.#report = report;
      this.requestUpdate();
    });
    post({ type: 'ready' });
  }

  override render(): TemplateResult {
    if (this.#report === undefined) return html`<p class="muted" role="status">${t('Waiting for the report…')}</p>`;
    if (this.#report === null)
      return html`<main><h1>${t('Nothing to report yet')}</h1><p>${t('Press F5 to debug a Node program.')}</p></main>`;
    return page(this.#report);
  }
}

/** In the order of `indicatorWords`. */
const indicatorNames: readonly (keyof Indicators)[] = [
  'cancelScopeErrorRate',
  'sessionSuccessRate',
  'meanOperationTime',
  'errorRecoveryTime',
];

const indicators = (report: Report): TemplateResult[] =>
  indicatorWords(report.indicators).map(({ label, value, tone }, index) => {
    const name = indicatorNames[index];
    const trend = name ? trendLine(report.trend, name, t('{0} over the run', label)) : '';
    return html`<div class="card ${tone}"><span class="value">${value}</span><span class="label">${label}</span>${trend}</div>`;
  });

const page = (report: Report): TemplateResult => html`
  <main>
    <header>
      <h1>${report.headline}</h1>
      <p class="muted">
        ${report.title} · ${report.programs.map(({ title, node, pid }) => `${title}, Node ${node}, pid ${pid}`).join(' · ')} ·
        ${timeWords(report.generatedAt)}
      </p>
      ${report.lost > 0 ? html`<p class="lost" role="status">${lostWords(report.lost)}</p>` : ''}
      <button class="action" @click=${() => post({ type: 'export' })}>${t('Export…')}</button>
    </header>
    <section aria-label=${t('Indicators')} class="indicators">${indicators(report)}</section>
    <section aria-labelledby="findings">
      <h2 id="findings">${t('Findings')}</h2>
      ${findings(report.findings)}
    </section>
    <section aria-labelledby="timeline">
      <h2 id="timeline">${t('Timeline')}</h2>
      <async-scope-timeline .report=${report}></async-scope-timeline>
    </section>
    <section aria-labelledby="alive">
      <h2 id="alive">${t('Work')}</h2>
      ${tables(report)}
    </section>
  </main>
`;
