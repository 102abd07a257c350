import { LitElement, type TemplateResult, html } from 'lit';
import type { Report } from '../src/model/report/schema.ts';
import { indicatorWords, lostWords, timeWords } from '../src/model/report/words.ts';
import { findings } from './findings.ts';
import { onMessage, post } from './host.ts';
import { tables } from './tables.ts';

/** The whole page. It has no shadow root, so that the page's one style sheet reaches it. */
export class ReportView extends LitElement {
  #report: Report | null | undefined;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onMessage(({ report }) => {
      this.#report = report;
      this.requestUpdate();
    });
    post({ type: 'ready' });
  }

  override render(): TemplateResult {
    if (this.#report === undefined) return html`<p class="muted" role="status">Waiting for the report…</p>`;
    if (this.#report === null)
      return html`<main><h1>Nothing to report yet</h1><p>Press F5 to debug a Node program.</p></main>`;
    return page(this.#report);
  }
}

const page = (report: Report): TemplateResult => html`
  <main>
    <header>
      <h1>${report.headline}</h1>
      <p class="muted">
        ${report.title} · ${report.programs.map(({ title, node, pid }) => `${title}, Node ${node}, pid ${pid}`).join(' · ')} ·
        ${timeWords(report.generatedAt)}
      </p>
      ${report.lost > 0 ? html`<p class="lost" role="status">${lostWords(report.lost)}</p>` : ''}
      <button class="action" @click=${() => post({ type: 'export' })}>Export…</button>
    </header>
    <section aria-label="Indicators" class="indicators">
      ${indicatorWords(report.indicators).map(({ label, value, tone }) => html`<div class="card ${tone}"><span class="value">${value}</span><span class="label">${label}</span></div>`)}
    </section>
    <section aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      ${findings(report.findings)}
    </section>
    <section aria-labelledby="alive">
      <h2 id="alive">Work</h2>
      ${tables(report)}
    </section>
  </main>
`;
