import * as v from 'valibot';
import { lockKinds, taskStatuses } from '../../protocol/events.ts';
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

const lockTotalSchema = v.object({
  program: text,
  name: text,
  kind: v.picklist(lockKinds),
  acquisitions: count,
  /** How often somebody had to wait. */
  contended: count,
  heldTotal: duration,
  heldLongest: duration,
});
/** How much a lock was fought for; times in ms. */
export interface LockTotal extends v.InferOutput<typeof lockTotalSchema> {}

/** At most `totalsLimit` locks, of the `locks` that somebody had to wait for. */
export const lockTotalsSchema = v.object({
  /** By how often somebody had to wait, then by how long it was held. */
  mostContended: v.array(lockTotalSchema),
  locks: count,
});
/** The locks that were fought for most. */
export interface LockTotals extends v.InferOutput<typeof lockTotalsSchema> {}

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

export const systemUseSchema = v.object({
  program: text,
  last: systemSampleSchema,
  peak: systemSampleSchema,
  /** The last ones, oldest first. */
  samples: v.array(systemSampleSchema),
});
/** What a program used when it was last measured, the greatest value of each figure, and how they came to be so. */
export interface SystemUse extends v.InferOutput<typeof systemUseSchema> {}

/** Names in each list of totals. */
export const totalsLimit = 10;
