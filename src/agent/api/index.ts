/** The public library `async-scope`. */
export { CancelScope, type MoveOnResult } from './cancelScope.ts';
export type { ScopeOptions } from './selfCancelling.ts';
export { TaskGroup } from './taskGroup.ts';
export { type Task, type TaskContext, type TaskFunction, trackTask } from './task.ts';
export { type LockHold, type LockOptions, type TrackedLock, trackLock } from './lock.ts';
export { type SessionOptions, type TrackedSession, trackSession } from './session.ts';
export { type AttemptContext, operation, type OperationPolicy } from './operation.ts';
export { checkpoint, sleep } from './checkpoint.ts';
export { currentScope, currentTask } from './current.ts';
