/** Every name the manifest and the code share; a test compares the two. */
export const commands = {
  goToEnterSite: 'asyncScope.goToEnterSite',
  goToExitSite: 'asyncScope.goToExitSite',
  goToSite: 'asyncScope.goToSite',
  retryOperation: 'asyncScope.retryOperation',
  cancelScope: 'asyncScope.cancelScope',
  copyRow: 'asyncScope.copyRow',
  showReport: 'asyncScope.showReport',
  exportReport: 'asyncScope.exportReport',
  pauseInjection: 'asyncScope.pauseInjection',
  resumeInjection: 'asyncScope.resumeInjection',
  showLog: 'asyncScope.showLog',
  filter: 'asyncScope.filter',
  clearFilter: 'asyncScope.clearFilter',
  groupTasks: 'asyncScope.groupTasks',
  sortRows: 'asyncScope.sortRows',
  pinRow: 'asyncScope.pinRow',
  unpinRow: 'asyncScope.unpinRow',
  loadMore: 'asyncScope.loadMore',
  openRow: 'asyncScope.openRow',
  clearEditor: 'asyncScope.clearEditor',
  openSettings: 'asyncScope.openSettings',
  ignoreOnce: 'asyncScope.ignoreOnce',
  ignoreSite: 'asyncScope.ignoreSite',
  ignoreClass: 'asyncScope.ignoreClass',
  stopIgnoring: 'asyncScope.stopIgnoring',
  ignoreViolation: 'asyncScope.ignoreViolation',
  manageIgnored: 'asyncScope.manageIgnored',
} as const;

export const views = {
  findings: 'asyncScope.findings',
  tasks: 'asyncScope.tasks',
  locks: 'asyncScope.locks',
  sessions: 'asyncScope.sessions',
  operations: 'asyncScope.operations',
  /** All of them in one tree, beside the views of the debugger. */
  debugTree: 'asyncScope.debugTree',
} as const;
export const reportViewType = 'asyncScope.report';

/** Below `asyncScope.`. */
export const settings = {
  injection: 'injection.enabled',
  captureSites: 'captureSites',
  stackDepth: 'stackDepth',
  detail: 'detail',
  lockHeld: 'thresholds.lockHeld',
  leakGrace: 'thresholds.leakGrace',
  cancelGrace: 'thresholds.cancelGrace',
  taskRunning: 'thresholds.taskRunning',
  statusBar: 'views.statusBar',
  problems: 'editor.problems',
  marks: 'editor.marks',
  codeLens: 'editor.codeLens',
  redaction: 'redaction.enabled',
  check: 'check.enabled',
  rules: 'check.rules',
} as const;
export const settingsSection = 'asyncScope';

/** What the views and menus are shown by. */
export const contextKeys = {
  /** `none`: no run yet; `noAgent`: a run that has not reported; `live`: there is something to show. */
  state: 'asyncScope.state',
  /** Whether rows are filtered. */
  filtered: 'asyncScope.filtered',
  /** Whether there are findings. */
  findings: 'asyncScope.hasFindings',
  /** Whether a program is stopped at a violation or finding. */
  atStop: 'asyncScope.atStop',
  /** Whether there is something to clear in the editor. */
  editorMarks: 'asyncScope.hasEditorMarks',
} as const;
export type ViewState = 'none' | 'noAgent' | 'live';

/** The context values of rows, by which menus are chosen. A row may carry several, separated by spaces. */
export const rowContexts = {
  entered: 'hasEnterSite',
  exited: 'hasExitSite',
  site: 'hasSite',
  retry: 'canRetry',
  cancel: 'canCancel',
  pin: 'canPin',
  unpin: 'canUnpin',
  ignore: 'canIgnore',
  ignoreSite: 'canIgnoreSite',
  stopIgnoring: 'canStopIgnoring',
} as const;
