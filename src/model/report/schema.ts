import * as v from 'valibot';
import { findingRoles } from '../state.ts';
import { causeClasses } from '../../protocol/causeClasses.ts';
import { lockKinds, scopeKinds, sessionStates } from '../../protocol/events.ts';
import { count, duration, id, location, locationSchema, text, unixTime, workState } from './schemaParts.ts';
import { timelineSchema } from './timelineSchema.ts';
import {
  errorTotalSchema,
  longestTaskSchema,
  operationTotalsSchema,
  strategyTotalSchema,
  systemUseSchema,
} from './totalsSchema.ts';

export type { Location } from './schemaParts.ts';

const indicatorsSchema = v.object({
  /** Scopes that a rule was broken with ÷ scopes entered. */
  cancelScopeErrorRate: v.nullable(v.number()),
  /** Sessions that completed ÷ sessions that ended. */
  sessionSuccessRate: v.nullable(v.number()),
  /** Mean duration of an attempt, in ms. */
  meanOperationTime: v.nullable(duration),
  /** Mean time from the first failure of an operation to its next success, in ms. */
  errorRecoveryTime: v.nullable(duration),
});
/** Figures of a whole run. Shares are between 0 and 1; null: there was nothing to measure. */
export interface Indicators extends v.InferOutput<typeof indicatorsSchema> {}

const statisticsSchema = v.object({
  events: count,
  /** Lost is what was garbage-collected while it ran, and did not end after all. */
  tasks: v.object({ started: count, completed: count, failed: count, cancelled: count, alive: count, lost: count }),
  scopes: v.object({
    entered: count,
    completed: count,
    failed: count,
    cancelled: count,
    open: count,
    violations: count,
    /** Scopes that a rule was broken with: one mistake may break several. */
    broken: count,
  }),
  locks: v.object({
    acquired: count,
    contended: count,
    held: count,
    waiting: count,
    heldTotal: duration,
    heldLongest: duration,
  }),
  /** Lost is what was garbage-collected and not closed. */
  sessions: v.object({ opened: count, completed: count, failed: count, cancelled: count, open: count, lost: count }),
  operations: v.object({
    registered: count,
    attempts: count,
    succeeded: count,
    failed: count,
    cancelled: count,
    retries: count,
    durationTotal: duration,
    ended: count,
    recoveries: count,
    recoveryTotal: duration,
    recoveryLongest: duration,
  }),
});

const cancelLinkSchema = v.object({ scope: id, scopeName: text, task: id, taskName: text, reason: text });
const cancelChainSchema = v.array(cancelLinkSchema);
/** A scope that was cancelled, and the task and reason it was cancelled by. */
export interface CancelLink extends v.InferOutput<typeof cancelLinkSchema> {}
/** Why a scope was cancelled, innermost first: each scope got it from the next; empty if it was not cancelled. */
export type CancelChain = CancelLink[];

/** Running totals of a whole run; lengths of time in ms. */
export interface ReportStatistics extends v.InferOutput<typeof statisticsSchema> {}

const reportFindingSchema = v.object({
  key: text,
  kind: v.picklist(causeClasses),
  severity: v.picklist(['error', 'warning']),
  confidence: v.picklist(['certain', 'likely']),
  title: text,
  sentence: text,
  usualCauses: v.array(text),
  program: text,
  subject: v.object({ kind: v.picklist(['scope', 'task', 'lock', 'session', 'operation']), id, name: text }),
  parties: v.array(
    v.object({
      role: v.picklist(findingRoles),
      task: id,
      taskName: text,
      stack: v.array(locationSchema),
    }),
  ),
  cancelChain: cancelChainSchema,
  at: unixTime,
  resolvedAt: v.nullable(unixTime),
  /** How many findings of this kind at this place it stands for; 1 for itself alone. */
  count: v.pipe(v.number(), v.minValue(1)),
});
/** Something a person should look at: what was found, where, and why it is usually so. */
export interface ReportFinding extends v.InferOutput<typeof reportFindingSchema> {}

const reportProgramSchema = v.object({
  key: text,
  pid: v.number(),
  thread: v.number(),
  title: text,
  node: text,
  cwd: text,
  startedAt: unixTime,
  endedAt: v.nullable(unixTime),
  exitCode: v.nullable(v.number()),
  lost: count,
});
/** A process or worker thread of the run. */
export interface ReportProgram extends v.InferOutput<typeof reportProgramSchema> {}

const openTaskSchema = v.object({
  program: text,
  id,
  name: text,
  kind: text,
  parent: id,
  scope: id,
  scopeName: v.nullable(text),
  startedAt: unixTime,
  location,
});
/** A task that runs. */
export interface OpenTask extends v.InferOutput<typeof openTaskSchema> {}

const openScopeSchema = v.object({
  program: text,
  id,
  name: text,
  kind: v.picklist(scopeKinds),
  task: id,
  taskName: text,
  parent: id,
  enteredAt: unixTime,
  timeout: v.nullable(duration),
  shield: v.boolean(),
  cancelChain: cancelChainSchema,
  location,
});
/** A scope that was entered and not left. */
export interface OpenScope extends v.InferOutput<typeof openScopeSchema> {}

const lockPartySchema = v.object({ task: id, taskName: text, since: unixTime, location });
/** Who holds a lock, or waits for it. */
export interface LockParty extends v.InferOutput<typeof lockPartySchema> {}

const openLockSchema = v.object({
  program: text,
  name: text,
  kind: v.picklist(lockKinds),
  permits: count,
  holders: v.array(lockPartySchema),
  waiters: v.array(lockPartySchema),
  acquisitions: count,
  contended: count,
  heldTotal: duration,
  heldLongest: duration,
});
/** A lock that is held or waited for. */
export interface OpenLock extends v.InferOutput<typeof openLockSchema> {}

const openSessionSchema = v.object({
  program: text,
  id,
  name: text,
  kind: text,
  task: id,
  taskName: text,
  state: v.picklist(sessionStates),
  detail: v.nullable(text),
  /** The last time somebody asked whether it is well; null if nobody did. */
  lastCheck: v.nullable(
    v.object({ at: unixTime, healthy: v.boolean(), latency: v.nullable(duration), detail: v.nullable(text) }),
  ),
  openedAt: unixTime,
  location,
});
/** A session that is not closed. */
export interface OpenSession extends v.InferOutput<typeof openSessionSchema> {}

const reportOperationSchema = v.object({
  program: text,
  id,
  name: text,
  task: id,
  taskName: text,
  idempotent: v.boolean(),
  state: workState,
  retryable: v.boolean(),
  registeredAt: unixTime,
  /** All attempts ever; `attempts` has the last ones. */
  attemptCount: count,
  attempts: v.array(
    v.object({
      number: count,
      origin: v.picklist(['program', 'policy', 'user']),
      startedAt: unixTime,
      endedAt: v.nullable(unixTime),
      state: workState,
      error: v.nullable(text),
      errorClass: v.nullable(text),
      retryIn: v.nullable(duration),
      /** The strategies chosen after it, in order. */
      recoveries: v.array(v.object({ strategy: text, detail: v.nullable(text) })),
    }),
  ),
  location,
});
/** An operation with its last attempts. */
export interface ReportOperation extends v.InferOutput<typeof reportOperationSchema> {}

export const reportSchema = v.object({
  /** Goes up when something in a report gets another name or meaning. */
  schemaVersion: v.literal(2),
  title: text,
  generatedAt: unixTime,
  /** One sentence: what is wrong, or that nothing is. */
  headline: text,
  indicators: indicatorsSchema,
  statistics: statisticsSchema,
  /** All of them, errors first, in each severity the newest first. */
  findings: v.array(reportFindingSchema),
  programs: v.array(reportProgramSchema),
  /** What is alive now or was still open when its program ended, oldest first, at most `reportLimit` of each. */
  open: v.object({
    scopes: v.array(openScopeSchema),
    tasks: v.array(openTaskSchema),
    locks: v.array(openLockSchema),
    sessions: v.array(openSessionSchema),
  }),
  timeline: timelineSchema,
  /** Newest first; successes beyond `reportLimit` are left out. */
  operations: v.array(reportOperationSchema),
  operationTotals: operationTotalsSchema,
  /** The longest first. */
  longestTasks: v.array(longestTaskSchema),
  /** The most frequent first. */
  errors: v.array(errorTotalSchema),
  /** The one chosen most first. */
  strategies: v.array(strategyTotalSchema),
  /** Programs that were asked what they use. */
  system: v.array(systemUseSchema),
  /** How many rows there are of each list that may be cut. */
  totals: v.object({ scopes: count, tasks: count, locks: count, sessions: count, operations: count }),
  /** Events of history the agents had to drop. */
  lost: count,
});
/** The report of a run, as written to disk, as `async-scope/report.schema.json` describes it. */
export interface Report extends v.InferOutput<typeof reportSchema> {}

/** Rows of one kind in a report. */
export const reportLimit = 1_000;
