import { type TemplateResult, html } from 'lit';
import { t } from '../src/common/l10n.ts';
import type { Location } from '../src/model/report/schema.ts';
import { post } from './host.ts';

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** A place in the source; a click opens it in the editor. */
export function siteButton(place: Location | null | undefined): TemplateResult {
  if (!place) return html`<span class="muted">${t('No place is known.')}</span>`;
  const { path, line, column, fn } = place;
  const label = `${fileName(path)}:${line}`;
  const open = (): void => post({ type: 'open', path, line, column });
  return html`<button class="link" title="${path}:${line}:${column}" @click=${open}>${label}</button>${fn ? html` <span class="muted">${fn}</span>` : ''}`;
}
