import { type TemplateResult, html, svg } from 'lit';
import type { Indicators, Report } from '../src/model/report/schema.ts';
import { trendHeight, trendPoints, trendWidth } from './trendPoints.ts';

/** How an indicator came to be what it is, as a line without scales. */
export function trendLine(trend: Report['trend'], indicator: keyof Indicators, words: string): TemplateResult {
  const points = trendPoints(trend, indicator);
  if (points === '') return html``;
  return html`
    <svg class="trend" viewBox="0 0 ${trendWidth} ${trendHeight}" preserveAspectRatio="none" role="img" aria-label=${words}>
      ${svg`<polyline points=${points} fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"></polyline>`}
    </svg>
  `;
}
