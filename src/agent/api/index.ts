/** The public library `async-scope`. */
export { CancelScope, type MoveOnResult, type ScopeOptions } from './cancelScope.ts';
export { TaskGroup } from './taskGroup.ts';
export { type Task, type TaskContext, type TaskFunction, trackTask } from './task.ts';
export { type TrackedLock, trackLock } from './lock.ts';
export type { LockHold, LockOptions } from './lockHold.ts';
export type { AcquireOptions, LockUser } from './queuedLock.ts';
export { Mutex } from './mutex.ts';
export { Semaphore } from './semaphore.ts';
export { type SessionOptions, type TrackedSession, trackSession } from './session.ts';
export type { HealthAnswer, HealthCheck, HealthOptions, SessionHealth } from './sessionHealth.ts';
export { withSession, type WithSessionOptions } from './withSession.ts';
export { safeGenerator } from './generator.ts';
export type { GeneratorFunction } from './generatorRun.ts';
export { operation } from './operation.ts';
export type { AttemptContext, AttemptFunction } from './recovery/attempt.ts';
export type { BackoffOptions } from './recovery/backoff.ts';
export { type Bulkhead, bulkhead, BulkheadFullError, type BulkheadOptions } from './recovery/bulkhead.ts';
export {
  type CircuitBreaker,
  circuitBreaker,
  type CircuitBreakerOptions,
  CircuitOpenError,
} from './recovery/circuitBreaker.ts';
export type { OnCleanup } from './recovery/cleanup.ts';
export { type ErrorClass, errorClasses } from '../../common/errorClasses.ts';
export { classifyError, ErrorClassifier } from './recovery/errorClassifier.ts';
export type { ErrorRule } from './recovery/errorRules.ts';
export { isolated, type IsolatedContext, type IsolatedOptions } from './recovery/isolated.ts';
export type { OperationPolicy } from './recovery/policy.ts';
export {
  degrade,
  fallback,
  giveUp,
  isolatedRetry,
  type Recovery,
  type RecoveryTable,
  retry,
  type RetryOptions,
  skip,
  type Strategy,
} from './recovery/strategy.ts';
export { checkpoint, sleep } from './checkpoint.ts';
export { currentScope, currentTask } from './current.ts';
export {
  type AsyncFrame,
  type AsyncStack,
  type AsyncStacks,
  asyncStacks,
  type AsyncStacksOptions,
} from './asyncStacks.ts';
export * from './debugger/index.ts';
export { RemoteDebugger, type DebuggerStatistics } from './remote/remoteDebugger.ts';
export type {
  AttachedProcess,
  DebugSession,
  DebugSessionOptions,
  DebugSessionStatistics,
  EvaluateOptions,
} from './remote/debugSession.ts';
export type { Breakpoint, BreakpointRequest } from './remote/breakpoint.ts';
export type {
  CallFrame,
  CodePlace,
  DebugEvent,
  DebugEventKind,
  DebugEventKinds,
  DebugEventOf,
  DebugEvents,
} from './remote/debugEvents.ts';
export type { DebugTarget } from './remote/debugTarget.ts';
export { EvaluationError, type RemoteValue, type RemoteVariable } from './remote/remoteValue.ts';
