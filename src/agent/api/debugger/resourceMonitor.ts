import type { OpenLock, OpenSession, Report } from '../../../model/report/schema.ts';
import type { Statistics } from '../../../model/statistics.ts';
import type { LockHold } from '../lock.ts';
import { operation } from '../operation.ts';
import type { AttemptContext } from '../recovery/attempt.ts';
import type { OperationPolicy } from '../recovery/policy.ts';
import type { TrackedSession } from '../session.ts';
import type { TaskCounts } from './asyncTaskTracker.ts';
import { configuredPolicy } from './configuration.ts';
import type { Id } from './idMap.ts';
import { LockMonitor, type LockStatistics } from './lockMonitor.ts';
import { type Observation, defaultObservation } from './observation.ts';
import { type ResourceEvent, resourceEventsOf } from './protocolEvents.ts';
import { type SummaryStream, printSummaryOf, writtenReport } from './reporting.ts';
import { SessionMonitor, type SessionStatistics } from './sessionMonitor.ts';
import { SystemMonitor, type SystemMonitorOptions, type TimedSample } from './systemMonitor.ts';
import { type ActiveTask, TaskMonitor, type TaskMonitorOptions } from './taskMonitor.ts';

/** Options of all monitors it is made of. */
export interface ResourceMonitorOptions extends TaskMonitorOptions, SystemMonitorOptions {}

/** What all monitors tell, in one object. */
export interface ResourceStatistics {
  /** Running totals of locks. */
  locks: LockStatistics;
  /** Running totals of sessions. */
  sessions: SessionStatistics;
  /** Running totals of tasks. */
  tasks: TaskCounts;
  /** Running totals of operations. */
  operations: Statistics['operations'];
  /** What the process used when it was last measured; null before that. */
  system: TimedSample | null;
  /** Locks that are held or waited for. */
  activeLocks: OpenLock[];
  /** Sessions not closed yet, oldest first. */
  activeSessions: OpenSession[];
  /** Running tasks, oldest first. */
  activeTasks: ActiveTask[];
}

/** Follows locks, sessions, tasks and operations while a function or a block uses them. */
export class ResourceMonitor {
  /** Tells of locks. */
  readonly lockMonitor: LockMonitor;
  /** Tells of sessions. */
  readonly sessionMonitor: SessionMonitor;
  /** Tells of tasks, the long ones too. */
  readonly taskMonitor: TaskMonitor;
  /** Tells what the process uses. */
  readonly systemMonitor: SystemMonitor;
  readonly #observation: Observation;

  /** @param options which observation to read, what a long task is, and what measures the process */
  constructor({ observation = defaultObservation(), longTask, sampler }: ResourceMonitorOptions = {}) {
    this.#observation = observation;
    this.lockMonitor = new LockMonitor({ observation });
    this.sessionMonitor = new SessionMonitor({ observation });
    this.taskMonitor = new TaskMonitor({ observation, longTask });
    this.systemMonitor = new SystemMonitor({ observation, sampler });
  }

  /**
   * The block that follows holds a lock of the program's own; `using` notes its release.
   * @param name what people will read; the same name means the same lock to them
   */
  monitorLock(name: string): LockHold;
  /**
   * Runs `fn`, which holds a lock of the program's own. It locks nothing itself: `trackLock` of the library does.
   * @param name what people will read; the same name means the same lock to them
   */
  monitorLock<T>(name: string, fn: () => T | PromiseLike<T>): Promise<T>;
  monitorLock<T>(name: string, fn?: () => T | PromiseLike<T>): LockHold | Promise<T> {
    const hold = this.lockMonitor.acquireLock(name);
    return fn ? heldWhile(hold, fn) : hold;
  }

  /**
   * The block that follows uses a session, which is closed at its end with `using`.
   * @param type what it is a client of, as in `sdk`, `database`, `socket`
   * @param agent who uses it
   */
  monitorSession(sessionId: Id, type?: string, agent?: string): TrackedSession;
  /**
   * Runs `fn` with a session that ends as `fn` does.
   * @param type what it is a client of, as in `sdk`, `database`, `socket`
   * @param agent who uses it
   */
  monitorSession<T>(
    sessionId: Id,
    type: string | undefined,
    agent: string | undefined,
    fn: (session: TrackedSession) => T | PromiseLike<T>,
  ): Promise<T>;
  monitorSession<T>(
    sessionId: Id,
    type?: string,
    agent?: string,
    fn?: (session: TrackedSession) => T | PromiseLike<T>,
  ): TrackedSession | Promise<T> {
    const session = this.sessionMonitor.createSession(sessionId, type, agent);
    this.sessionMonitor.updateSessionStatus(sessionId, 'active');
    return fn ? openWhile(session, fn) : session;
  }

  /**
   * Runs `fn` as an operation, which is tried again as its policy says and can be run again once it has failed.
   * @param name what people will read
   * @param policy what it leaves out about failures is as configured
   * @returns what `fn` returns; rejects with its last failure
   */
  monitorOperation<T>(
    name: string,
    fn: (context: AttemptContext) => T | PromiseLike<T>,
    policy?: OperationPolicy<T>,
  ): Promise<T> {
    return operation(name, fn, configuredPolicy(this.#observation.configuration, policy));
  }

  /** All statistics in one object, and what is in use now. */
  getComprehensiveStatistics(): ResourceStatistics {
    return {
      locks: this.lockMonitor.getStatistics(),
      sessions: this.sessionMonitor.getStatistics(),
      tasks: this.taskMonitor.getStatistics(),
      operations: { ...this.#observation.read().statistics.operations },
      system: this.systemMonitor.getSystemStats().current,
      activeLocks: this.lockMonitor.getActiveLocks(),
      activeSessions: this.sessionMonitor.getActiveSessions(),
      activeTasks: this.taskMonitor.getActiveTasks(),
    };
  }

  /** The last events about locks and sessions, oldest first. */
  getEvents(): ResourceEvent[] {
    return resourceEventsOf(this.#observation);
  }

  /**
   * The report of all that is known.
   * @param path of a file to write it to as JSON
   * @throws ExpectedError when the file cannot be written
   */
  generateReport(path?: string): Report {
    return writtenReport(this.#observation, undefined, path);
  }

  /** Prints what a person should know, the worst first. */
  printSummary(stream?: SummaryStream): void {
    printSummaryOf(this.#observation, undefined, stream);
  }
}

async function heldWhile<T>(hold: LockHold, fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await fn();
  } finally {
    hold.released();
  }
}

async function openWhile<T>(session: TrackedSession, fn: (session: TrackedSession) => T | PromiseLike<T>): Promise<T> {
  try {
    const result = await fn(session);
    session.close();
    return result;
  } catch (error) {
    session.close(error);
    throw error;
  }
}
