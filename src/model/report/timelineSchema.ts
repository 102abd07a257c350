import * as v from 'valibot';
import { count, id, text, unixTime, workState } from './schemaParts.ts';

const spanSchema = v.object({
  program: text,
  kind: v.picklist(['task', 'scope']),
  id,
  name: text,
  /** The task that a scope belongs to; 0 for tasks. */
  task: id,
  /** The task that started a task, the scope around a scope. */
  parent: id,
  /** The scope that a task was started in; 0 for scopes, and where there is none. */
  scope: id,
  startedAt: unixTime,
  /** Null: it goes on, or its program ended before it did. */
  endedAt: v.nullable(unixTime),
  state: workState,
  /** When it was cancelled; null: it was not. */
  cancelledAt: v.nullable(unixTime),
  /** The scope whose cancellation spread to this scope; 0: none. */
  cause: id,
  /** A finding is about it. */
  isFound: v.boolean(),
});
/** A task or a scope in time. */
export interface Span extends v.InferOutput<typeof spanSchema> {}

export const timelineSchema = v.object({
  /** By their start, at most `timelineLimit`: those with findings first, then what goes on, then the longest. */
  spans: v.array(spanSchema),
  /** How many there are to choose from. */
  total: count,
});
/** What ran when. */
export interface Timeline extends v.InferOutput<typeof timelineSchema> {}

export const timelineLimit = 2_000;
