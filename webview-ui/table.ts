import { type TemplateResult, html } from 'lit';

export type Cell = TemplateResult | string;

/**
 * A table, or nothing where it has no rows.
 * @param count how many rows it has, and of how many, as `shownWords` says it
 */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  count: string,
): TemplateResult {
  if (rows.length === 0) return html``;
  return html`
    <div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table>
        <caption>${caption} <span class="muted">${count}</span></caption>
        <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>
  `;
}
