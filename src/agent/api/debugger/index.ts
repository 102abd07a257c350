/** The debugger within the program: trackers and monitors as views over one log of events and one model. */
export { EventLog } from './eventLog.ts';
export { Observation, type ObservationOptions, type ObservedBy, defaultObservation } from './observation.ts';
export { AsyncDebugger, type AsyncDebuggerOptions, type DebugStatistics } from './asyncDebugger.ts';
export type { BreakpointDebugger, BreakpointPlace, BreakpointSession } from './operationDebugger.ts';
export { AsyncTaskTracker, type FailedTask, type TaskCounts, type TaskSummary } from './asyncTaskTracker.ts';
export type { ManualTask } from './manualTask.ts';
export type { Id } from './idMap.ts';
export { CancelScopeMonitor, type ScopeStatistics } from './cancelScopeMonitor.ts';
export { CancelScopeTracker } from './cancelScopeTracker.ts';
export { ResourceEvent, type ResourceEventKind, ScopeEvent, type ScopeEventKind } from './protocolEvents.ts';
export { ResourceMonitor, type ResourceMonitorOptions, type ResourceStatistics } from './resourceMonitor.ts';
export { LockMonitor, type LockStatistics } from './lockMonitor.ts';
export { SessionMonitor, type SessionStatistics, type SessionStatus } from './sessionMonitor.ts';
export { type ActiveTask, TaskMonitor, type TaskMonitorOptions } from './taskMonitor.ts';
export {
  type Sampler,
  SystemMonitor,
  type SystemMonitorOptions,
  type TimedSample,
  type SystemStats,
} from './systemMonitor.ts';
export type { SummaryStream } from './reporting.ts';
export {
  getDebugger,
  getResourceMonitor,
  getTracker,
  monitoredLock,
  monitoredOperation,
  monitoredSession,
  trackedCancelScope,
  trackedTask,
} from './defaults.ts';
export type {
  CancelChain,
  CancelLink,
  Indicators,
  Location,
  LockParty,
  OpenLock,
  OpenScope,
  OpenSession,
  OpenTask,
  Report,
  ReportFinding,
  ReportOperation,
  ReportProgram,
  ReportStatistics,
} from '../../../model/report/schema.ts';
export type {
  ErrorTotal,
  LongestTask,
  OperationTotal,
  OperationTotals,
  StrategyTotal,
  SystemUse,
} from '../../../model/report/totalsSchema.ts';
export type { CauseClass } from '../../../protocol/causeClasses.ts';
export type { Thresholds } from '../../../model/state.ts';
