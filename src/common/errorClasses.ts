/** What kinds of error are told apart, as far as it matters for what to do about them. */
export const errorClasses = [
  'cancel-scope-violation',
  'io-closed',
  'session-failure',
  'timeout',
  'network',
  'authentication',
  'cancelled',
  'resource-exhausted',
  'unknown',
] as const;

/** One of `errorClasses`. */
export type ErrorClass = (typeof errorClasses)[number];
