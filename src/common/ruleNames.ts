/** The rules of the checker, by name: the configuration may name them, and `src/server/rules` has a file for each. */
export const ruleNames = [
  'scope-not-exited',
  'scope-escapes-task',
  'yield-inside-scope',
  'lock-not-released-on-all-paths',
  'await-while-holding-lock',
  'lock-order-inversion',
  'signal-not-forwarded',
  'cancellation-swallowed',
  'abort-listener-not-removed',
  'race-without-cancel',
  'timeout-not-cleared',
  'session-not-closed-on-error',
  'task-outlives-scope',
  'controller-never-aborted',
  'retry-without-signal',
  'async-generator-without-cleanup',
] as const;
export type RuleName = (typeof ruleNames)[number];

/** How a finding of a rule is shown; `off` leaves the rule out. */
export const ruleSeverities = ['off', 'hint', 'information', 'warning', 'error'] as const;
export type RuleSeverity = (typeof ruleSeverities)[number];

/** What somebody set, for any of the rules. */
export type RuleSettings = Partial<Record<RuleName, RuleSeverity>>;
