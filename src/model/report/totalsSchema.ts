import * as v from 'valibot';
import { taskStatuses } from '../../protocol/events.ts';
import { count, duration, id, location, text, unixTime } from './schemaParts.ts';

const operationTotalSchema = v.object({
  name: text,
  count,
  failed: count,
  meanTime: duration,
  longestTime: duration,
});
/** The ended attempts of all operations of one name; times in ms. */
export interface OperationTotal extends v.InferOutput<typeof operationTotalSchema> {}

/** At most `totalsLimit` names each, of `names`. */
export const operationTotalsSchema = v.object({
  /** By mean time. */
  slowest: v.array(operationTotalSchema),
  mostFrequent: v.array(operationTotalSchema),
  names: count,
});
/** The operations that took longest and those that ran most often. */
export interface OperationTotals extends v.InferOutput<typeof operationTotalsSchema> {}

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
/** A task that has ended and took long. */
export interface LongestTask extends v.InferOutput<typeof longestTaskSchema> {}

export const errorTotalSchema = v.object({ errorClass: text, count });
/** How often attempts went wrong with one class of error. */
export interface ErrorTotal extends v.InferOutput<typeof errorTotalSchema> {}

export const strategyTotalSchema = v.object({
  strategy: text,
  chosen: count,
  /** How often it led to success. */
  recoveries: count,
  meanTime: v.nullable(duration),
  longestTime: v.nullable(duration),
});
/** What came of one recovery strategy; times in ms from the first failure to the success it led to. */
export interface StrategyTotal extends v.InferOutput<typeof strategyTotalSchema> {}

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

export const systemUseSchema = v.object({ program: text, last: systemSampleSchema, peak: systemSampleSchema });
/** What a program used when it was last measured, and the greatest value of each figure. */
export interface SystemUse extends v.InferOutput<typeof systemUseSchema> {}

/** Names in each list of totals. */
export const totalsLimit = 10;
