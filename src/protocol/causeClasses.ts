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

/** Rules of scopes and locks that can be broken, as named in every view, report and filter. */
export const causeClasses = [
  ...aboutScopes,
  'released-by-non-owner',
  'lock-reentered',
  'lock-order-inversion',
  'deadlock',
  'lock-held-too-long',
  'lock-leaked',
  'session-leaked',
  'task-leaked',
  'task-lost',
] as const;

/** One of the rules that can be broken. */
export type CauseClass = (typeof causeClasses)[number];

/** Those that are about cancel scopes; the others are about locks, sessions and tasks. */
export const scopeCauseClasses: ReadonlySet<CauseClass> = new Set<CauseClass>(aboutScopes);
