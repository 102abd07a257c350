import { languageTag, t } from '../../common/l10n.ts';
import type { Report, ReportFinding } from '../report/schema.ts';
import type { Table } from '../report/table.ts';
import { programTable, tablesOf } from '../report/tables.ts';
import {
  chainWords,
  findingWords,
  indicatorWords,
  lostWords,
  partyWords,
  placeWords,
  timeWords,
} from '../report/words.ts';
import type { ExportFormat } from './exportFormat.ts';
import { type Html, html, joined } from './htmlTemplate.ts';
import { styles } from './htmlStyles.ts';

const frame = (place: string, fn: string): Html =>
  html`<li><code>${place}</code>${fn === '' ? '' : html` <span class="fn">${fn}</span>`}</li>`;

const party = (each: ReportFinding['parties'][number]): Html => html`
<div class="party">
<h4>${partyWords(each)}</h4>
${each.stack.length === 0 ? html`<p class="quiet">${t('No place is known.')}</p>` : html`<ol>${joined(each.stack.map((at) => frame(placeWords(at), at.fn)))}</ol>`}
</div>`;

const causes = (list: readonly string[]): Html =>
  html`<h4>${t('Usual causes')}</h4><ul>${joined(list.map((cause) => html`<li>${cause}</li>`))}</ul>`;

const finding = (each: ReportFinding): Html => html`
<article class="finding ${each.severity}">
<h3>${each.title} <span class="badge">${findingWords(each)}</span></h3>
<p class="sentence">${each.sentence}</p>
${each.cancelChain.length === 0 ? '' : html`<p>${t('Cancelled: {0}', chainWords(each.cancelChain))}</p>`}
<div class="parties">${joined(each.parties.map(party))}</div>
${each.usualCauses.length === 0 ? '' : causes(each.usualCauses)}
<p class="quiet">${t('{0} in program {1}', timeWords(each.at), each.program)}</p>
</article>`;

const table = ({ title, count, columns, rows }: Table): Html => html`
<section>
<h2>${title}</h2>
<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table>
<caption>${t('{0}: {1}', title, count)}</caption>
<thead><tr>${joined(columns.map((column) => html`<th scope="col">${column}</th>`))}</tr></thead>
<tbody>${joined(
  rows.map(
    ([first = '', ...rest]) =>
      html`<tr><th scope="row">${first}</th>${joined(rest.map((cell) => html`<td>${cell}</td>`))}</tr>
`,
  ),
)}</tbody>
</table>
</div>
</section>`;

const indicators = (report: Report): Html => html`
<section>
<h2>${t('Indicators')}</h2>
<dl class="indicators">${joined(
  indicatorWords(report.indicators).map(
    ({ label, value, tone }) => html`<div class="${tone}"><dt>${label}</dt><dd>${value}</dd></div>`,
  ),
)}</dl>
</section>`;

// The page has no script and loads nothing, and its policy holds it to that, whatever a name in it says.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const page = (report: Report): Html => html`<!doctype html>
<html lang="${languageTag()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.title}</title>
<style>${styles}</style>
</head>
<body>
<header>
<p class="quiet">${report.title}</p>
<h1>${report.headline}</h1>
<p class="quiet">${t('Made on {0}', timeWords(report.generatedAt))}</p>
${report.lost === 0 ? '' : html`<p class="lost">${lostWords(report.lost)}</p>`}
</header>
<main>
<section>
<h2>${t('Findings')}</h2>
${report.findings.length === 0 ? html`<p>${t('None.')}</p>` : joined(report.findings.map(finding))}
</section>
${indicators(report)}
${joined(tablesOf(report).map(table))}
${report.programs.length === 0 ? '' : table(programTable(report))}
</main>
</body>
</html>
`;

/** One static page that needs no script and no network, for a colleague or a build's artefacts. */
export const htmlFormat: ExportFormat = {
  id: 'html',
  label: 'HTML',
  extension: 'html',
  render: (report) => page(report).toString(),
};
