import type { Report } from '../../../model/report/schema.ts';
import type { Statistics } from '../../../model/statistics.ts';
import { CancelScope, type ScopeOptions } from '../cancelScope.ts';
import type { LockHold } from '../lock.ts';
import { operation } from '../operation.ts';
import type { AttemptContext } from '../recovery/attempt.ts';
import type { OperationPolicy } from '../recovery/policy.ts';
import { RemoteDebugger } from '../remote/remoteDebugger.ts';
import type { TrackedSession } from '../session.ts';
import type { Task, TaskFunction } from '../task.ts';
import { AsyncTaskTracker } from './asyncTaskTracker.ts';
import { CancelScopeTracker } from './cancelScopeTracker.ts';
import { configuredPolicy } from './configuration.ts';
import type { Id } from './idMap.ts';
import { ManualTask } from './manualTask.ts';
import { Observation, type ObservationOptions, type ObservedBy, defaultObservation } from './observation.ts';
import { type BreakpointDebugger, OperationDebugger } from './operationDebugger.ts';
import { type SummaryStream, printSummaryOf, writtenReport } from './reporting.ts';
import { ResourceMonitor } from './resourceMonitor.ts';

/** With any option of an observation the debugger has one of its own; else that of `observation`, or the one shared by all. */
export interface AsyncDebuggerOptions extends ObservationOptions, ObservedBy {
  /** What people will read above reports; the name of the program unless given. */
  name?: string;
  /**
   * What sets breakpoints and opens debug sessions; one for this process unless given. With it, operations run in a
   * debug session from the first on, and not only once a breakpoint was set.
   */
  remote?: BreakpointDebugger;
}

/** What an `AsyncDebugger` has done so far. */
export interface DebugStatistics {
  /** Breakpoints set in the session. */
  breakpointCount: number;
  /** Operations run by `debugAsyncOperation`. */
  operationCount: number;
  /** What the debug session says of itself; null while none is open. */
  session: object | null;
  /** Running totals of all operations of the program. */
  operations: Statistics['operations'];
}

/**
 * The one way in to everything: starts what is to be followed and tells what became of it. Each `tracked…` method takes
 * a function to run, or follows the block in which its result is declared with `using`.
 *
 * @example
 * ```ts
 * import { AsyncDebugger } from 'async-scope';
 *
 * await using debug = new AsyncDebugger({ name: 'import' });
 * await debug.trackedTask('read', () => debug.trackedScope('first file', () => 'done'));
 * console.log(debug.generateReport().findings.length); // → 0
 * ```
 */
export class AsyncDebugger {
  /** Tells of tasks. */
  readonly taskTracker: AsyncTaskTracker;
  /** Tells of scopes, and cancels them. */
  readonly scopeTracker: CancelScopeTracker;
  /** Tells of locks, sessions, operations and what the process uses. */
  readonly resourceMonitor: ResourceMonitor;
  readonly #name: string | undefined;
  readonly #observation: Observation;
  readonly #isOwn: boolean;
  readonly #remote: OperationDebugger;
  readonly #alwaysInSession: boolean;
  #operations = 0;

  /** @throws ExpectedError when an option or the configuration cannot be used, saying what is allowed */
  constructor({ name, observation, remote, ...options }: AsyncDebuggerOptions = {}) {
    this.#name = name;
    this.#isOwn = observation === undefined && Object.keys(options).length > 0;
    this.#observation = this.#isOwn ? new Observation(options) : (observation ?? defaultObservation());
    this.#remote = new OperationDebugger(remote ?? new RemoteDebugger());
    this.#alwaysInSession = remote !== undefined;
    this.taskTracker = new AsyncTaskTracker({ observation: this.#observation });
    this.scopeTracker = new CancelScopeTracker({ observation: this.#observation });
    this.resourceMonitor = new ResourceMonitor({ observation: this.#observation });
  }

  /** A task that ends with the block; see `ManualTask` for what belongs to it. */
  trackedTask(name: string): ManualTask;
  /** Runs `fn` as a task of its own. */
  trackedTask<T>(name: string, fn: TaskFunction<T>): Task<T>;
  trackedTask<T>(name: string, fn?: TaskFunction<T>): ManualTask | Task<T> {
    return fn ? this.taskTracker.createTask(fn, { name }) : new ManualTask(name);
  }

  /** The block that follows is in a scope, which is left at its end. */
  trackedScope(name: string, options?: ScopeOptions): CancelScope;
  /** Runs `fn` in a scope and leaves it when `fn` has ended. */
  trackedScope<T>(name: string, fn: (scope: CancelScope) => T | PromiseLike<T>, options?: ScopeOptions): Promise<T>;
  trackedScope<T>(
    name: string,
    work?: ScopeOptions | ((scope: CancelScope) => T | PromiseLike<T>),
    options?: ScopeOptions,
  ): CancelScope | Promise<T> {
    return typeof work === 'function' ? CancelScope.run(name, work, options) : CancelScope.enter(name, work);
  }

  /** See `ResourceMonitor.monitorLock`. */
  trackLock(name: string): LockHold;
  trackLock<T>(name: string, fn: () => T | PromiseLike<T>): Promise<T>;
  trackLock<T>(name: string, fn?: () => T | PromiseLike<T>): LockHold | Promise<T> {
    return fn ? this.resourceMonitor.monitorLock(name, fn) : this.resourceMonitor.monitorLock(name);
  }

  /** See `ResourceMonitor.monitorSession`. */
  trackSdkSession(sessionId: Id, type?: string, agent?: string): TrackedSession;
  trackSdkSession<T>(
    sessionId: Id,
    type: string | undefined,
    agent: string | undefined,
    fn: (session: TrackedSession) => T | PromiseLike<T>,
  ): Promise<T>;
  trackSdkSession<T>(
    sessionId: Id,
    type = 'sdk',
    agent?: string,
    fn?: (session: TrackedSession) => T | PromiseLike<T>,
  ): TrackedSession | Promise<T> {
    const { resourceMonitor } = this;
    return fn
      ? resourceMonitor.monitorSession(sessionId, type, agent, fn)
      : resourceMonitor.monitorSession(sessionId, type, agent);
  }

  /** See `AsyncTaskTracker.createTask`. */
  createTask<T>(fn: TaskFunction<T>, options?: { name?: string }): Task<T> {
    return this.taskTracker.createTask(fn, options);
  }

  /**
   * Runs `fn` as an operation, inside the debug session where there is one. An attempt for which the session cannot be
   * opened has failed.
   * @param name what people will read
   * @param policy what it leaves out about failures is as configured
   * @returns what `fn` returns; rejects with its last failure
   */
  debugAsyncOperation<T>(
    name: string,
    fn: (context: AttemptContext) => T | PromiseLike<T>,
    policy?: OperationPolicy<T>,
  ): Promise<T> {
    this.#operations += 1;
    // Within the attempt: before it, there is no stack any more to say where the operation was called.
    const inSession = async (context: AttemptContext): Promise<T> => {
      if (this.#alwaysInSession || this.#remote.breakpoints > 0) await this.#remote.open();
      return fn(context);
    };
    return operation(name, inSession, configuredPolicy(this.#observation.configuration, policy));
  }

  /**
   * Sets a breakpoint in this process. It stays until `close`.
   * @param line 1-based
   * @param condition an expression; it stops only where that is true
   * @throws Error saying why this process cannot be debugged
   */
  async setRemoteBreakpoint(file: string, line: number, condition?: string): Promise<void> {
    await this.#remote.setBreakpoint({ file, line, condition });
  }

  /** What was done with this debugger, and what came of the operations of the program. */
  getDebugStatistics(): DebugStatistics {
    return {
      breakpointCount: this.#remote.breakpoints,
      operationCount: this.#operations,
      session: this.#remote.statistics,
      operations: { ...this.#observation.read().statistics.operations },
    };
  }

  /**
   * The report of all that is known.
   * @param path of a file to write it to as JSON
   * @throws ExpectedError when the file cannot be written
   */
  generateReport(path?: string): Report {
    return writtenReport(this.#observation, this.#name, path);
  }

  /** Prints what a person should know, the worst first. */
  printSummary(stream?: SummaryStream): void {
    printSummaryOf(this.#observation, this.#name, stream);
  }

  /** Ends the debug session, and the observation where it is its own. What was heard can still be read. */
  async close(): Promise<void> {
    if (this.#isOwn) this.#observation.close();
    await this.#remote.close();
  }

  /** The same as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
