import * as v from 'valibot';
import type { Language } from '../../common/l10n.ts';
import { type Report, reportSchema } from './schema.ts';

/** What the report page may ask for. */
export const fromPageSchema = v.variant('type', [
  /** It can show a report now. */
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('open'), path: v.string(), line: v.number(), column: v.number() }),
  v.object({ type: v.literal('export') }),
]);
export type FromPage = v.InferOutput<typeof fromPageSchema>;

/** What the report page is told. `report` is null when nothing has been debugged yet; `language` is that of the page. */
export const toPageSchema = v.object({
  type: v.literal('report'),
  language: v.picklist(['en', 'zh-cn']),
  report: v.nullable(reportSchema),
});
export type ToPage = { type: 'report'; language: Language; report: Report | null };
