import * as v from 'valibot';
import { causeClasses } from './causeClasses.ts';

/** Identity of a scope, task, lock hold, session, operation or site: unique per process and thread, never reused. */
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** 0 stands for "none" wherever an identity is optional: a number keeps the wire dense. */
const optionalId = id;
const text = v.pipe(v.string(), v.maxLength(10_000));
const optionalText = v.nullable(text);
const milliseconds = v.pipe(v.number(), v.finite());
const optionalMilliseconds = v.nullable(milliseconds);
const ratio = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Sites, innermost first; each was defined by an earlier `site` event. */
const stack = v.pipe(v.array(id), v.maxLength(64));

export const taskStatuses = ['completed', 'failed', 'cancelled'] as const;
export const sessionStates = ['created', 'active', 'closing', 'closed'] as const;
/**
 * Who says that there is a session: the program by a call of the library; the agent, which saw Node or a package open
 * it; or the agent, of one that is kept in a pool and so is nobody's to close.
 */
const sessionOrigins = ['library', 'platform', 'pool'] as const;
const lockOrigins = ['library', 'platform'] as const;
export const lockKinds = ['mutex', 'semaphore', 'web-lock', 'pool'] as const;
export const scopeKinds = ['scope', 'group', 'signal'] as const;
/** How a function awaits what is below it: directly, or all or some of several. */
export const awaitWays = ['', 'Promise.all', 'Promise.any', 'Promise.allSettled'] as const;

const status = v.picklist(taskStatuses);

/**
 * Everything the agent can say, in one table. From it come the TypeScript types, the run-time check and the
 * order of the fields on the wire; the position of a kind in the table is its code on the wire, so new kinds are
 * added at the end and new fields, with a default for recordings that lack them, at the end of a kind.
 */
export const eventSchemas = {
  /** Always the first event of a process or thread. `timeOrigin` is Unix time in ms; all other times count from it. */
  hello: v.object({
    protocol: count,
    agent: text,
    pid: count,
    thread: count,
    node: text,
    title: text,
    cwd: text,
    timeOrigin: milliseconds,
  }),
  /** The process or thread ends; `exitCode` is null for a thread that was stopped. */
  bye: v.object({
    exitCode: v.nullable(v.pipe(v.number(), v.integer())),
    /** Nothing was left to be done; it was neither told to end nor did it die of an error. */
    byItself: v.optional(v.boolean(), false),
  }),
  /** A raw generated location. `line` and `column` are 1-based, `url` is a file URL or what V8 calls the script. */
  site: v.object({ id, url: text, line: count, column: count, fn: text }),
  /** `lost` events of history could not be kept since the last `dropped`. */
  dropped: v.object({ lost: count }),
  'task-started': v.object({ id, name: text, kind: text, parent: optionalId, scope: optionalId, stack }),
  'task-ended': v.object({ id, status, error: optionalText }),
  /** `timeout` is the deadline in ms from this event. */
  'scope-entered': v.object({
    id,
    name: text,
    kind: v.picklist(scopeKinds),
    task: optionalId,
    parent: optionalId,
    timeout: optionalMilliseconds,
    shield: v.boolean(),
    stack,
  }),
  'scope-exited': v.object({ id, task: optionalId, status, error: optionalText, stack }),
  /** `cause` is the scope whose cancellation spread to this one, or 0 where somebody cancelled this one itself. */
  'scope-cancelled': v.object({ id, task: optionalId, cause: optionalId, reason: text, stack }),
  /** `id` names this wait and the hold it may become. */
  'lock-waiting': v.object({
    id,
    lock: text,
    kind: v.picklist(lockKinds),
    permits: count,
    task: optionalId,
    scope: optionalId,
    stack,
    /** Holds that the waiting flow itself has and cannot release while it waits, in the order it got them. */
    holding: v.optional(v.pipe(v.array(id), v.maxLength(64)), []),
    /** The lock's own identity, which tells locks of one name apart; 0: all of this name are one lock. */
    object: v.optional(optionalId, 0),
    /** Who says so: the program by a call of the library, or the agent, which watched another make of lock. */
    origin: v.optional(v.picklist(lockOrigins), 'library'),
  }),
  'lock-acquired': v.object({ id }),
  /** Also ends a wait that was given up (`acquired` false). */
  'lock-released': v.object({ id, acquired: v.boolean(), task: optionalId, stack }),
  /** Told again with another name when that becomes known. */
  'session-opened': v.object({
    id,
    name: text,
    kind: text,
    task: optionalId,
    scope: optionalId,
    stack,
    origin: v.optional(v.picklist(sessionOrigins), 'library'),
  }),
  'session-changed': v.object({ id, state: v.picklist(sessionStates), detail: optionalText }),
  'session-closed': v.object({ id, status, error: optionalText }),
  /** `idempotent` false asks for a confirmation before a retry. */
  'operation-registered': v.object({
    id,
    name: text,
    task: optionalId,
    scope: optionalId,
    idempotent: v.boolean(),
    stack,
  }),
  /** `origin` says who asked for the attempt: the program's policy or a person. */
  'attempt-started': v.object({ operation: id, attempt: count, origin: v.picklist(['program', 'policy', 'user']) }),
  'attempt-ended': v.object({
    operation: id,
    attempt: count,
    status,
    error: optionalText,
    retryable: v.boolean(),
    retryIn: optionalMilliseconds,
    /** What kind of error it was, as the program's classifier has it; null where none was asked. */
    errorClass: v.optional(optionalText, null),
  }),
  /**
   * A rule was seen broken. `scope` is the broken scope; `other` the scope in its way (for interleaved exits) or the task
   * it left behind, else 0. Of a swallowed cancellation, `exitStack` is where it had arrived as an error.
   */
  violation: v.object({
    id,
    cause: v.picklist(causeClasses),
    scope: optionalId,
    other: optionalId,
    name: text,
    ownerTask: optionalId,
    currentTask: optionalId,
    enterStack: stack,
    exitStack: stack,
    cancelReason: optionalText,
  }),
  /** The answer to a command, by the command's own id. */
  'command-done': v.object({ command: text, ok: v.boolean(), message: text }),
  /** What is done about a failed attempt, as in `retry` or `fallback`; `detail` is for a person. */
  'recovery-chosen': v.object({ operation: id, attempt: count, strategy: text, detail: optionalText }),
  /** Somebody asked the session whether it is well; `latency` is how long the answer took, ms. */
  'session-checked': v.object({ id, healthy: v.boolean(), latency: optionalMilliseconds, detail: optionalText }),
  /** The session's object was garbage-collected without having been closed. */
  'session-collected': v.object({ id }),
  /** The task's promise was garbage-collected while pending: the task can never end. */
  'task-collected': v.object({ id }),
  /** What the process uses. */
  'system-sampled': v.object({
    /** Share of one core since the last sample: 2 means two cores busy. */
    cpu: ratio,
    /** Bytes. */
    rss: count,
    /** Bytes. */
    heapUsed: count,
    /** Bytes. */
    heapTotal: count,
    /** Mean and greatest delay of the event loop since the last sample, ms. */
    loopDelay: milliseconds,
    loopDelayMax: milliseconds,
    /** Share of the time since the last sample in which the event loop was busy, 0 to 1. */
    loopUtilization: ratio,
    /** Time spent in garbage collections since the last sample, ms. */
    gcTime: milliseconds,
    /** Timers, sockets and other things that keep the event loop alive. */
    handles: count,
  }),
  /**
   * Asynchronous functions that are suspended, each awaited by the next, and how often that is so. Belongs to the
   * `async-stacks-taken` with this id, which follows.
   */
  'async-stack': v.object({
    taken: id,
    count,
    /** The task that waits, where it is known. */
    task: optionalId,
    stack,
    /** For each site how it awaits the one before it, as an index into `awaitWays`. */
    through: v.pipe(v.array(count), v.maxLength(64)),
  }),
  /** All stacks were told that are to be told: `told` of `stacks`, the most frequent first. */
  'async-stacks-taken': v.object({
    id,
    told: count,
    stacks: count,
    /** Asynchronous functions that are suspended in them. */
    suspended: count,
    /** Promises that were looked at. */
    promises: count,
    /** How long the program stood still for it, ms. */
    took: milliseconds,
  }),
  /**
   * Somebody listens to a signal: told of each task that begins to, and when there are twice or half as many listeners
   * as were told last. `abandoned` of them, or more, are of tasks that have ended.
   */
  'scope-listened': v.object({ id, task: optionalId, listeners: count, abandoned: count, stack }),
  /** Something was done in a task long after it had ended as cancelled; `stack` is where. */
  'task-ran-on': v.object({ id, stack }),
} as const;

export type EventKind = keyof typeof eventSchemas;
export const eventKinds = Object.keys(eventSchemas) as EventKind[];

type Payload<K extends EventKind> = v.InferOutput<(typeof eventSchemas)[K]>;

/** One event of kind `K`; `time` is ms since the `timeOrigin` of the process's `hello`. */
export type EventOf<K extends EventKind> = { type: K; time: number } & Payload<K>;
export type AgentEvent = { [K in EventKind]: EventOf<K> }[EventKind];

/** Which process or worker thread an event came from, `pid/thread`; thread 0 is the main thread. */
export type ProgramKey = string;
export type TaskStatus = (typeof taskStatuses)[number];
export type SessionOrigin = (typeof sessionOrigins)[number];
export type SessionState = (typeof sessionStates)[number];
