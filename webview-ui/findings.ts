import { type TemplateResult, html } from 'lit';
import { chainWords, partyWords } from '../src/model/report/words.ts';
import type { ReportFinding } from '../src/model/report/schema.ts';
import { siteButton } from './siteButton.ts';

/** The findings, errors first, each with both parties and their places. */
export function findings(rows: readonly ReportFinding[]): TemplateResult {
  if (rows.length === 0) return html`<p class="muted">No findings.</p>`;
  return html`<ul class="findings">${rows.map(finding)}</ul>`;
}

const finding = ({
  severity,
  confidence,
  title,
  sentence,
  parties,
  usualCauses,
  cancelChain,
  count,
  resolvedAt,
}: ReportFinding): TemplateResult => html`
  <li class="finding ${severity}">
    <h3>
      <span class="tag">${severity}</span> ${title}
      ${confidence === 'likely' ? html`<span class="muted">likely</span>` : ''}
      ${count > 1 ? html`<span class="muted">${count} times</span>` : ''}
      ${resolvedAt === null ? '' : html`<span class="muted">over</span>`}
    </h3>
    <p>${sentence}</p>
    ${cancelChain.length === 0 ? '' : html`<p class="muted">Cancelled: ${chainWords(cancelChain)}</p>`}
    <dl>
      ${parties.map((party) => html`<dt>${partyWords(party)}</dt><dd>${siteButton(party.stack[0])}</dd>`)}
    </dl>
    <details>
      <summary>Usual causes</summary>
      <ul>${usualCauses.map((cause) => html`<li>${cause}</li>`)}</ul>
    </details>
  </li>
`;
