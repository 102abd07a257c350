/** The public library `async-scope`. */
export { CancelScope, type ScopeOptions } from './cancelScope.ts';
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
export { type AttemptContext, operation, type OperationPolicy } from './operation.ts';
export { safeGenerator } from './generator.ts';
export type { GeneratorFunction } from './generatorRun.ts';
export { currentScope, currentTask } from './current.ts';
