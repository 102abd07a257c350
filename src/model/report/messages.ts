import * as v from 'valibot';
import { type Report, reportSchema } from './schema.ts';

/** What the report page may ask for. */
export const fromPageSchema = v.variant('type', [
  /** It can show a report now. */
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('open'), path: v.string(), line: v.number(), column: v.number() }),
  v.object({ type: v.literal('export') }),
]);
export type FromPage = v.InferOutput<typeof fromPageSchema>;

/** What the report page is told. `report` is null when nothing has been debugged yet. */
export const toPageSchema = v.object({ type: v.literal('report'), report: v.nullable(reportSchema) });
export type ToPage = { type: 'report'; report: Report | null };
