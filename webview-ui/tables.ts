import { type TemplateResult, html } from 'lit';
import { t } from '../src/common/l10n.ts';
import { commaPhrase } from '../src/model/findings/phrases.ts';
import type { LockParty, Report, ReportOperation } from '../src/model/report/schema.ts';
import { programTable } from '../src/model/report/tables.ts';
import { totalsTables } from '../src/model/report/totalsTables.ts';
import {
  ageWords,
  chainWords,
  checkWords,
  lockKindWords,
  operationWords,
  shownWords,
  stateWords,
} from '../src/model/report/words.ts';
import { siteButton } from './siteButton.ts';
import { type Cell, table } from './table.ts';

/** Rows of a table in the page, which is made anew each second; exports have more. */
const pageRows = 200;

const attempts = ({ attempts: all }: ReportOperation): TemplateResult => html`
  <ol class="attempts">
    ${all.map(({ number, state, origin, error, recoveries }) => html`<li value=${number}><span class="state ${state}">${stateWords(state)}</span>${origin === 'user' ? html` <span class="muted">${t('retried by hand')}</span>` : ''}${error === null ? '' : html` <span class="muted">${error}</span>`}${recoveries.map(({ strategy, detail }) => html` <span class="muted">→ ${commaPhrase(detail === null ? [strategy] : [strategy, detail])}</span>`)}</li>`)}
  </ol>
`;

/** What is alive, operations with their attempts, and what was counted over the whole run. */
export function tables(report: Report): TemplateResult {
  const { operations, open, totals } = report;
  const age = (row: { program: string }, since: number): string => ageWords(report, row.program, since);
  const parties = (row: { program: string }, list: readonly LockParty[]): string =>
    commaPhrase(list.map((party) => t('{0} ({1})', party.taskName, age(row, party.since))));
  const rowsOf = <Row>(
    title: string,
    head: readonly string[],
    rows: readonly Row[],
    total: number,
    cells: (row: Row) => Cell[],
  ): TemplateResult => {
    const shown = rows.slice(0, pageRows);
    return table(title, head, shown.map(cells), shownWords(shown.length, total));
  };
  return html`
    ${rowsOf(
      t('Open scopes'),
      [t('Scope'), t('Task'), t('Open for'), t('Cancelled'), t('Entered at')],
      open.scopes,
      totals.scopes,
      (row) => [row.name, row.taskName, age(row, row.enteredAt), chainWords(row.cancelChain), siteButton(row.location)],
    )}
    ${rowsOf(
      t('Running tasks'),
      [t('Task'), t('Kind'), t('Scope'), t('Running for'), t('Started at')],
      open.tasks,
      totals.tasks,
      (row) => [row.name, row.kind, row.scopeName ?? '', age(row, row.startedAt), siteButton(row.location)],
    )}
    ${rowsOf(
      t('Locks in use'),
      [t('Lock'), t('Kind'), t('Held by'), t('Waited for by'), t('Acquired')],
      open.locks,
      totals.locks,
      (row) => [
        row.name,
        lockKindWords(row.kind),
        parties(row, row.holders),
        parties(row, row.waiters),
        row.holders[0] ? siteButton(row.holders[0].location) : '',
      ],
    )}
    ${rowsOf(
      t('Open sessions'),
      [t('Session'), t('Kind'), t('State'), t('Task'), t('Open for'), t('Health'), t('Opened at')],
      open.sessions,
      totals.sessions,
      (row) => [
        row.name,
        row.kind,
        row.detail ? t('{0}: {1}', stateWords(row.state), row.detail) : stateWords(row.state),
        row.taskName,
        age(row, row.openedAt),
        checkWords(row.lastCheck),
        siteButton(row.location),
      ],
    )}
    ${rowsOf(
      t('Operations'),
      [t('Operation'), t('State'), t('Attempts'), t('Task'), t('Place')],
      operations,
      totals.operations,
      (row) => [row.name, operationWords(row), attempts(row), row.taskName, siteButton(row.location)],
    )}
    ${[...totalsTables(report), programTable(report)].map(({ title, columns, rows, count }) => table(title, columns, rows, count))}
  `;
}
