import { type TemplateResult, html } from 'lit';
import { t } from '../src/common/l10n.ts';
import { chainWords, findingWords, partyWords } from '../src/model/report/words.ts';
import type { ReportFinding } from '../src/model/report/schema.ts';
import { siteButton } from './siteButton.ts';

/** The findings, errors first, each with the stacks of its parties. */
export function findings(rows: readonly ReportFinding[]): TemplateResult {
  if (rows.length === 0) return html`<p class="muted">${t('No findings.')}</p>`;
  return html`<ul class="findings">${rows.map(finding)}</ul>`;
}

const party = (each: ReportFinding['parties'][number]): TemplateResult => {
  const [first, ...others] = each.stack;
  const outer =
    others.length === 0
      ? ''
      : html`<ol class="stack">${others.map((place) => html`<li>${siteButton(place)}</li>`)}</ol>`;
  return html`<dt>${partyWords(each)}</dt><dd>${siteButton(first)}${outer}</dd>`;
};

const finding = (each: ReportFinding): TemplateResult => html`
  <li class="finding ${each.severity}">
    <h3>${each.title} <span class="tag">${findingWords(each)}</span></h3>
    <p>${each.sentence}</p>
    ${each.cancelChain.length === 0 ? '' : html`<p class="muted">${t('Cancelled: {0}', chainWords(each.cancelChain))}</p>`}
    <dl>${each.parties.map(party)}</dl>
    <details>
      <summary>${t('Usual causes')}</summary>
      <ul>${each.usualCauses.map((cause) => html`<li>${cause}</li>`)}</ul>
    </details>
  </li>
`;
