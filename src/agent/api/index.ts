/** The public library `async-scope`. */
export { CancelScope, type ScopeOptions } from './cancelScope.ts';
export { TaskGroup } from './taskGroup.ts';
export { type Task, type TaskContext, type TaskFunction, trackTask } from './task.ts';
export { type LockHold, type LockOptions, type TrackedLock, trackLock } from './lock.ts';
export { type SessionOptions, type TrackedSession, trackSession } from './session.ts';
export { type AttemptContext, operation, type OperationPolicy } from './operation.ts';
export { currentScope, currentTask } from './current.ts';
export * from './debugger/index.ts';
export { RemoteDebugger, type DebuggerStatistics } from './remote/remoteDebugger.ts';
export type {
  AttachedProcess,
  DebugSession,
  DebugSessionOptions,
  EvaluateOptions,
  SessionStatistics,
} from './remote/debugSession.ts';
export type { Breakpoint, BreakpointRequest } from './remote/breakpoint.ts';
export type {
  CallFrame,
  CodePlace,
  DebugEvent,
  DebugEventKind,
  DebugEventOf,
  DebugEvents,
} from './remote/debugEvents.ts';
export type { DebugTarget } from './remote/debugTarget.ts';
export { EvaluationError, type RemoteValue, type RemoteVariable } from './remote/remoteValue.ts';
