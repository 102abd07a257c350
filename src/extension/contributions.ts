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
} as const;

export const views = { tree: 'asyncScope.tree', debugTree: 'asyncScope.debugTree' } as const;
export const reportViewType = 'asyncScope.report';

/** Below `asyncScope.`. */
export const settings = {
  injection: 'injection.enabled',
  captureSites: 'captureSites',
  stackDepth: 'stackDepth',
  lockHeld: 'thresholds.lockHeld',
  redaction: 'redaction.enabled',
  check: 'check.enabled',
  rules: 'check.rules',
} as const;
export const settingsSection = 'asyncScope';

/** What the views and menus are shown by. */
export const contextKeys = {
  /** `none`: no run yet; `noAgent`: a run that has not reported; `live`: there is something to show. */
  state: 'asyncScope.state',
} as const;
export type ViewState = 'none' | 'noAgent' | 'live';

/** The context values of rows, by which menus are chosen. A row may carry several, separated by spaces. */
export const rowContexts = {
  entered: 'hasEnterSite',
  exited: 'hasExitSite',
  site: 'hasSite',
  retry: 'canRetry',
  cancel: 'canCancel',
} as const;
