import type { CancelScope, ScopeOptions } from '../cancelScope.ts';
import type { LockHold } from '../lock.ts';
import type { AttemptContext } from '../recovery/attempt.ts';
import type { OperationPolicy } from '../recovery/policy.ts';
import type { TrackedSession } from '../session.ts';
import type { Task, TaskFunction } from '../task.ts';
import { AsyncDebugger } from './asyncDebugger.ts';
import { CancelScopeTracker } from './cancelScopeTracker.ts';
import type { Id } from './idMap.ts';
import type { ManualTask } from './manualTask.ts';
import { type Observation, defaultObservation } from './observation.ts';
import { ResourceMonitor } from './resourceMonitor.ts';

/** One for the default observation; another after that was closed. */
function oneEach<T>(make: (observation: Observation) => T): () => T {
  let made: { observation: Observation; value: T } | undefined;
  return () => {
    const observation = defaultObservation();
    if (made?.observation !== observation) made = { observation, value: make(observation) };
    return made.value;
  };
}

/** The debugger that the functions of this module use. */
export const getDebugger = oneEach((observation) => new AsyncDebugger({ observation }));

/** The tracker of scopes shared by all modules of the program. */
export const getTracker = oneEach((observation) => new CancelScopeTracker({ observation }));

/** The monitor of resources shared by all modules of the program. */
export const getResourceMonitor = oneEach((observation) => new ResourceMonitor({ observation }));

/** See `AsyncDebugger.trackedTask`. */
export function trackedTask(name: string): ManualTask;
export function trackedTask<T>(name: string, fn: TaskFunction<T>): Task<T>;
export function trackedTask<T>(name: string, fn?: TaskFunction<T>): ManualTask | Task<T> {
  return fn ? getDebugger().trackedTask(name, fn) : getDebugger().trackedTask(name);
}

/** See `AsyncDebugger.trackedScope`. */
export function trackedCancelScope(name: string, options?: ScopeOptions): CancelScope;
export function trackedCancelScope<T>(
  name: string,
  fn: (scope: CancelScope) => T | PromiseLike<T>,
  options?: ScopeOptions,
): Promise<T>;
export function trackedCancelScope<T>(
  name: string,
  work?: ScopeOptions | ((scope: CancelScope) => T | PromiseLike<T>),
  options?: ScopeOptions,
): CancelScope | Promise<T> {
  const debug = getDebugger();
  return typeof work === 'function' ? debug.trackedScope(name, work, options) : debug.trackedScope(name, work);
}

/** See `ResourceMonitor.monitorLock`. */
export function monitoredLock(name: string): LockHold;
export function monitoredLock<T>(name: string, fn: () => T | PromiseLike<T>): Promise<T>;
export function monitoredLock<T>(name: string, fn?: () => T | PromiseLike<T>): LockHold | Promise<T> {
  return fn ? getResourceMonitor().monitorLock(name, fn) : getResourceMonitor().monitorLock(name);
}

/** See `ResourceMonitor.monitorSession`. */
export function monitoredSession(sessionId: Id, type?: string, agent?: string): TrackedSession;
export function monitoredSession<T>(
  sessionId: Id,
  type: string | undefined,
  agent: string | undefined,
  fn: (session: TrackedSession) => T | PromiseLike<T>,
): Promise<T>;
export function monitoredSession<T>(
  sessionId: Id,
  type?: string,
  agent?: string,
  fn?: (session: TrackedSession) => T | PromiseLike<T>,
): TrackedSession | Promise<T> {
  const monitor = getResourceMonitor();
  return fn ? monitor.monitorSession(sessionId, type, agent, fn) : monitor.monitorSession(sessionId, type, agent);
}

/** See `ResourceMonitor.monitorOperation`. */
export const monitoredOperation = <T>(
  name: string,
  fn: (context: AttemptContext) => T | PromiseLike<T>,
  policy?: OperationPolicy<T>,
): Promise<T> => getResourceMonitor().monitorOperation(name, fn, policy);
