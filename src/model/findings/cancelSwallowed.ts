import type { FindingKind } from './findingKind.ts';

export const cancelSwallowed: FindingKind = {
  kind: 'cancel-swallowed',
  title: 'Cancellation swallowed',
  severity: 'warning',
  usualCauses: [
    'A `catch` block handles every error alike and does not throw the cancellation again.',
    'A default value is returned for any error, so the caller takes cancelled work for done.',
    '`Promise.allSettled` or `.catch(() => undefined)` hides how the work ended.',
  ],
  sentence: ({ subject, current, canceller }) =>
    canceller === ''
      ? `Scope ${subject} was cancelled, but ${current} caught the cancellation and did not pass it on.`
      : `Scope ${subject} was cancelled by ${canceller}, but ${current} caught the cancellation and did not pass it on.`,
};
