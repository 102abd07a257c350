import * as v from 'valibot';
import { taskStatuses } from '../../protocol/events.ts';

/** What the schemas of a report are made of. */

export const id = v.number();
export const text = v.string();
export const count = v.pipe(v.number(), v.minValue(0));
/** Unix time in ms. */
export const unixTime = v.number();
/** A length of time in ms. */
export const duration = v.number();
export const workState = v.picklist(['running', ...taskStatuses]);

export const locationSchema = v.object({ path: text, line: v.number(), column: v.number(), fn: text });
/** A place in the source as a person knows it; `line` and `column` are 1-based. */
export interface Location extends v.InferOutput<typeof locationSchema> {}
export const location = v.nullable(locationSchema);
