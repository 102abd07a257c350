import * as v from 'valibot';
import { taskStatuses } from '../../protocol/events.ts';
import { count, duration, id, location, text, unixTime } from './schemaParts.ts';

/** The ended attempts of all operations of one name. */
const operationTotalSchema = v.object({
  name: text,
  count,
  failed: count,
  meanTime: duration,
  longestTime: duration,
});
export type OperationTotal = v.InferOutput<typeof operationTotalSchema>;

/** At most `totalsLimit` names each, of `names`. */
export const operationTotalsSchema = v.object({
  /** By mean time. */
  slowest: v.array(operationTotalSchema),
  mostFrequent: v.array(operationTotalSchema),
  names: count,
});
export type OperationTotals = v.InferOutput<typeof operationTotalsSchema>;

/** A task that has ended. */
export const longestTaskSchema = v.object({
  program: text,
  id,
  name: text,
  kind: text,
  state: v.picklist(taskStatuses),
  startedAt: unixTime,
  duration,
  location,
});
export type LongestTask = v.InferOutput<typeof longestTaskSchema>;

/** Attempts that went wrong with one class of error. */
export const errorTotalSchema = v.object({ errorClass: text, count });
export type ErrorTotal = v.InferOutput<typeof errorTotalSchema>;

/** What came of one recovery strategy; times are from the first failure to the success it led to. */
export const strategyTotalSchema = v.object({
  strategy: text,
  chosen: count,
  /** How often it led to success. */
  recoveries: count,
  meanTime: v.nullable(duration),
  longestTime: v.nullable(duration),
});
export type StrategyTotal = v.InferOutput<typeof strategyTotalSchema>;

/** `cpu` and `loopUtilization` are shares of one core and of the time, sizes are bytes, delays and `gcTime` are ms. */
const systemSampleSchema = v.object({
  at: unixTime,
  cpu: count,
  rss: count,
  heapUsed: count,
  heapTotal: count,
  loopDelay: duration,
  loopDelayMax: duration,
  loopUtilization: count,
  gcTime: duration,
  handles: count,
});

/** What a program used when it was last asked, and the greatest value of each figure so far. */
export const systemUseSchema = v.object({ program: text, last: systemSampleSchema, peak: systemSampleSchema });
export type SystemUse = v.InferOutput<typeof systemUseSchema>;

/** Names in each list of totals. */
export const totalsLimit = 10;
