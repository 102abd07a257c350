import type { CauseClass } from '../protocol/causeClasses.ts';
import type { Journal } from './journal.ts';
import type { awaitWays, EventOf, ProgramKey, SessionOrigin, SessionState, TaskStatus } from '../protocol/events.ts';

type AwaitWay = (typeof awaitWays)[number];

/** All times in the model are Unix time in ms. Identities are unique within one program only. */

export interface Task {
  id: number;
  name: string;
  kind: string;
  parent: number;
  scope: number;
  stack: readonly number[];
  startedAt: number;
  endedAt: number | undefined;
  state: 'running' | TaskStatus;
  error: string | undefined;
  /** Its promise was garbage-collected: it can never end. */
  collected: boolean;
  /** Where something was done in it long after it had ended as cancelled. */
  ranOn: readonly number[] | undefined;
}

interface Cancellation {
  at: number;
  task: number;
  cause: number;
  reason: string;
  stack: readonly number[];
}

export interface Scope {
  id: number;
  name: string;
  /** A `signal` is one of the platform: it is there while somebody listens to it. */
  kind: EventOf<'scope-entered'>['kind'];
  task: number;
  parent: number;
  timeout: number | undefined;
  shield: boolean;
  enterStack: readonly number[];
  exitStack: readonly number[];
  enteredAt: number;
  exitedAt: number | undefined;
  state: 'open' | TaskStatus;
  error: string | undefined;
  cancellation: Cancellation | undefined;
  /** A rule about it was broken. */
  isBroken: boolean;
  /** Who listens to a signal. */
  listening: Listening | undefined;
}

interface Listening {
  /** How many there are, as far as was told. */
  listeners: number;
  /** So many of them are of tasks that have ended, or more. */
  abandoned: number;
  /** Tasks that have begun to listen, the last ones. */
  tasks: Set<number>;
  /** Where the last of them began, as far as it was looked. */
  stack: readonly number[];
}

/** What tells locks apart: their own identity, or the name of those that have none. */
export type LockKey = number | string;

/** One wait for a lock and the hold it became. */
export interface Hold {
  id: number;
  origin: EventOf<'lock-waiting'>['origin'];
  /** Its name. */
  lock: string;
  lockKey: LockKey;
  task: number;
  scope: number;
  stack: readonly number[];
  /** What the flow had when it began to wait and cannot release before the wait is over, see `lock-waiting`. */
  holding: readonly number[];
  waitingSince: number;
  acquiredAt: number | undefined;
}

export interface Lock {
  key: LockKey;
  name: string;
  kind: EventOf<'lock-waiting'>['kind'];
  permits: number;
  holders: Map<number, Hold>;
  /** In the order in which they came. */
  waiters: Map<number, Hold>;
  acquisitions: number;
  /** How often somebody had to wait. */
  contended: number;
  heldTotal: number;
  heldLongest: number;
}

/** What somebody found who asked a session whether it is well. */
export interface SessionCheck {
  at: number;
  healthy: boolean;
  /** ms the answer took; undefined if none came. */
  latency: number | undefined;
  detail: string | undefined;
}

export interface Session {
  id: number;
  name: string;
  kind: string;
  /** Who says so, see `session-opened`. */
  origin: SessionOrigin;
  task: number;
  scope: number;
  stack: readonly number[];
  openedAt: number;
  closedAt: number | undefined;
  state: SessionState;
  status: TaskStatus | undefined;
  error: string | undefined;
  detail: string | undefined;
  /** The last ones, oldest first. */
  checks: SessionCheck[];
  /** Its object was garbage-collected: nobody can close it by that. */
  collected: boolean;
}

/** What was done about a failed attempt. */
interface Recovery {
  strategy: string;
  detail: string | undefined;
}

export interface Attempt {
  number: number;
  origin: EventOf<'attempt-started'>['origin'];
  startedAt: number;
  endedAt: number | undefined;
  state: 'running' | TaskStatus;
  error: string | undefined;
  /** As the program's classifier has it; undefined where none was asked. */
  errorClass: string | undefined;
  retryIn: number | undefined;
  /** The strategies chosen last, in order. */
  recoveries: Recovery[];
}

export interface Operation {
  id: number;
  name: string;
  task: number;
  scope: number;
  idempotent: boolean;
  stack: readonly number[];
  registeredAt: number;
  /** The last ones only; `attemptCount` counts all. */
  attempts: Attempt[];
  attemptCount: number;
  state: 'running' | TaskStatus;
  /** The agent still holds the function and would run it again. */
  retryable: boolean;
  firstFailureAt: number | undefined;
}

/** What the part of a party was. */
export const findingRoles = [
  'entered',
  'exited',
  'spawned',
  'acquired',
  'waiting',
  'opened',
  'cancelled',
  'listening',
  'ran',
] as const;
export type FindingRole = (typeof findingRoles)[number];
export type FindingSubject = { kind: 'scope' | 'task' | 'lock' | 'session' | 'operation'; id: number; name: string };

/** A scope that was cancelled, by whom and why; the next link is the scope whose cancellation spread to it. */
export interface CancelLink {
  scope: number;
  scopeName: string;
  /** 0: a deadline, or code outside any task. */
  task: number;
  taskName: string;
  reason: string;
}

/** Something a person should see. */
export interface Finding {
  /** Unique over the whole run. */
  key: string;
  kind: CauseClass;
  severity: 'error' | 'warning';
  confidence: 'certain' | 'likely';
  /** A few words. */
  title: string;
  /** One sentence a person understands, naming both parties. */
  sentence: string;
  usualCauses: readonly string[];
  program: ProgramKey;
  subject: FindingSubject;
  /** Both parties, the one that matters most first; `stack` holds sites of `program`, innermost first. */
  parties: readonly { role: FindingRole; task: number; taskName: string; stack: readonly number[] }[];
  /** Why the broken scope was cancelled, innermost first; empty if it was not. */
  cancelChain: readonly CancelLink[];
  at: number;
  /** The condition is over (the lock was released at last); the finding stays. */
  resolvedAt: number | undefined;
  /** How many findings of this kind at this place it stands for: 1, unless there were too many to keep (see `retention`). */
  count: number;
}

export interface Site {
  id: number;
  url: string;
  /** 1-based, in the generated code. */
  line: number;
  /** 1-based, in the generated code. */
  column: number;
  fn: string;
}

/** What a program used up to `at`; see the event `system-sampled` for the units. */
export type SystemSample = Omit<EventOf<'system-sampled'>, 'type' | 'time'> & { at: number };

/** Asynchronous functions that are suspended, and how often that is so. */
export interface AsyncStack {
  /** How many times these functions are suspended so. */
  count: number;
  /** The task that waits; 0: not known. */
  task: number;
  /** Sites, innermost first: each function is awaited by the next. */
  stack: readonly number[];
  /** For each site how it awaits the one before it: '' directly, else as `Promise.all`. */
  through: readonly AwaitWay[];
}

/** Where every asynchronous function of a program was suspended when somebody asked. */
interface AsyncStacks {
  /** The most frequent first. */
  stacks: readonly AsyncStack[];
  /** How many there are; more than `stacks` where there were too many to tell. */
  total: number;
  /** Asynchronous functions that were suspended in all of them. */
  suspended: number;
  at: number;
  /** ms the program stood still for it. */
  took: number;
}

/** One process or worker thread of the run. */
export interface Program {
  key: ProgramKey;
  pid: number;
  thread: number;
  title: string;
  node: string;
  cwd: string;
  timeOrigin: number;
  endedAt: number | undefined;
  exitCode: number | null | undefined;
  /** It ended because nothing was left to be done. */
  endedByItself: boolean;
  sites: Map<number, Site>;
  /** Alive, and the last ended ones (see `retention`). */
  tasks: Map<number, Task>;
  scopes: Map<number, Scope>;
  /** Which tasks and scopes changed. */
  changes: Journal;
  holds: Map<number, Hold>;
  locks: Map<LockKey, Lock>;
  sessions: Map<number, Session>;
  operations: Map<number, Operation>;
  /** The ended tasks that took longest, the longest first. */
  longestTasks: Task[];
  /** The last samples, oldest first. */
  system: SystemSample[];
  /** The greatest value of each figure so far, and when the last of them was seen; undefined without samples. */
  systemPeak: SystemSample | undefined;
  /** As they were asked for last. */
  asyncStacks: AsyncStacks | undefined;
  /** Events of history the agent had to drop. */
  lost: number;
}

/** From when on something is a finding. */
export interface Thresholds {
  /** ms a lock may be held before it is a finding. */
  lockHeld: number;
  /** ms a lock, session or task may outlive its owner: what ends in passing is not a leak. */
  leakGrace: number;
  /** ms what was cancelled may go on before it is a finding. */
  cancelGrace: number;
  /**
   * ms a task may run before it is a finding; kinds that live as long as the process may run longer. 0: as long as it
   * likes, since many programs have tasks that are meant to.
   */
  taskRunning: number;
}

export const defaultThresholds: Thresholds = {
  lockHeld: 5_000,
  leakGrace: 100,
  cancelGrace: 5_000,
  taskRunning: 0,
};

/**
 * How much of the past is kept. What is alive is never dropped. Findings are not either, but of those of one kind at one
 * place the ones beyond `alike` are only counted, in the last one kept.
 */
export interface Retention {
  /** Ended rows of each kind, per program. */
  ended: number;
  /** Failed operations that could be run again, per program. */
  retryable: number;
  /** Attempts per operation. */
  attempts: number;
  /** Ended programs. */
  programs: number;
  /** Findings of one kind at one place. */
  alike: number;
  /** Health checks per session. */
  checks: number;
  /** Samples of the system per program. */
  systemSamples: number;
  /** Names of operations, of error classes and of strategies that are counted each by itself. */
  names: number;
  /** The longest tasks per program. */
  longestTasks: number;
}

export const defaultRetention: Retention = {
  ended: 1_000,
  retryable: 10_000,
  attempts: 20,
  programs: 100,
  alike: 100,
  checks: 20,
  systemSamples: 300,
  names: 500,
  longestTasks: 20,
};
