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
export { type AttemptContext, operation, type OperationPolicy } from './operation.ts';
export { currentScope, currentTask } from './current.ts';
