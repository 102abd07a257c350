import { type TemplateResult, html } from 'lit';
import { durationPhrase } from '../src/model/findings/phrases.ts';
import type { Report, ReportOperation } from '../src/model/report/schema.ts';
import { totalsTables } from '../src/model/report/totalsTables.ts';
import { checkWords } from '../src/model/report/words.ts';
import { siteButton } from './siteButton.ts';

type Cell = TemplateResult | string;

function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  total: number,
): TemplateResult {
  if (rows.length === 0) return html``;
  const counted = total > rows.length ? `${rows.length} of ${total}` : String(total);
  return html`
    <table>
      <caption>${caption} <span class="muted">${counted}</span></caption>
      <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table>
  `;
}

const attempts = ({ attempts: all }: ReportOperation): TemplateResult => html`
  <ol class="attempts">
    ${all.map(({ number, state, error, origin, recoveries }) => html`<li value=${number}><span class="state ${state}">${state}</span>${origin === 'user' ? ' (retried by hand)' : ''}${error === null ? '' : html` <span class="muted">${error}</span>`}${recoveries.map(({ strategy, detail }) => html` <span class="muted">→ ${strategy}${detail === null ? '' : `, ${detail}`}</span>`)}</li>`)}
  </ol>
`;

/** What is alive, operations with their attempts, and what was counted over the whole run. */
export function tables(report: Report): TemplateResult {
  const { operations, open, totals, generatedAt } = report;
  const since = (at: number): string => durationPhrase(Math.max(0, generatedAt - at));
  return html`
    ${table(
      'Open scopes',
      ['Name', 'Open for', 'Task', 'Entered at'],
      open.scopes.map((row) => [row.name, since(row.enteredAt), row.taskName, siteButton(row.location)]),
      totals.scopes,
    )}
    ${table(
      'Running tasks',
      ['Name', 'Runs for', 'Kind', 'Spawned at'],
      open.tasks.map((row) => [row.name, since(row.startedAt), row.kind, siteButton(row.location)]),
      totals.tasks,
    )}
    ${table(
      'Locks',
      ['Name', 'Held by', 'Waiting', 'Acquired'],
      open.locks.map((row) => [
        row.name,
        row.holders.map((holder) => `${holder.taskName}, ${since(holder.since)}`).join('; ') || 'nobody',
        row.waiters.map((waiter) => waiter.taskName).join(', ') || 'nobody',
        `${row.acquisitions} times`,
      ]),
      totals.locks,
    )}
    ${table(
      'Open sessions',
      ['Name', 'State', 'Health', 'Open for', 'Task', 'Opened at'],
      open.sessions.map((row) => [
        row.name,
        row.state,
        checkWords(row.lastCheck),
        since(row.openedAt),
        row.taskName,
        siteButton(row.location),
      ]),
      totals.sessions,
    )}
    ${table(
      'Operations',
      ['Name', 'State', 'Attempts', 'Task', 'Place'],
      operations.map((row) => [row.name, row.state, attempts(row), row.taskName, siteButton(row.location)]),
      totals.operations,
    )}
    ${totalsTables(report).map(({ title, columns, rows }) => table(title, columns, rows, rows.length))}
  `;
}
