const aboutScopes = [
  'exited-in-another-task',
  'interleaved-exit',
  'exited-twice',
  'never-entered',
  'outlived-its-task',
  'task-outlived-scope',
  'cancel-ignored',
  'cancel-swallowed',
  'cancelled-after-success',
] as const;

const aboutLocks = [
  'released-by-non-owner',
  'lock-reentered',
  'lock-order-inversion',
  'deadlock',
  'lock-held-too-long',
  'lock-leaked',
] as const;

/** Rules of scopes and locks that can be broken, as named in every view, report and filter. */
export const causeClasses = [
  ...aboutScopes,
  ...aboutLocks,
  'session-leaked',
  'task-leaked',
  'task-lost',
  'unsettled-at-end',
  'listener-leaked',
] as const;

/** One of the rules that can be broken. */
export type CauseClass = (typeof causeClasses)[number];

/** Those that are about cancel scopes; the others are about locks, sessions and tasks. */
export const scopeCauseClasses: ReadonlySet<CauseClass> = new Set<CauseClass>(aboutScopes);

/** Those that are about locks. */
export const lockCauseClasses: ReadonlySet<CauseClass> = new Set<CauseClass>(aboutLocks);

/**
 * Those that the debugger stops for: errors for certain, broken by the line that is running. A scope found open when its
 * task ends was broken by no such line; what became of a cancellation may have been meant.
 */
export const stoppingCauseClasses: ReadonlySet<CauseClass> = new Set<CauseClass>([
  'exited-in-another-task',
  'interleaved-exit',
  'exited-twice',
  'never-entered',
  'task-outlived-scope',
]);

/**
 * Those for which the agent goes to its trap line unless it is told otherwise. Whether the debugger stops there is up to
 * the filters a person has set.
 */
export const trappedCauseClasses: ReadonlySet<CauseClass> = new Set<CauseClass>([
  ...stoppingCauseClasses,
  'released-by-non-owner',
  'lock-reentered',
]);
