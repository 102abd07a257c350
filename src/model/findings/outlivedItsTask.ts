import type { FindingKind } from './findingKind.ts';

export const outlivedItsTask: FindingKind = {
  kind: 'outlived-its-task',
  title: 'Scope still open after its task ended',
  severity: 'error',
  usualCauses: [
    'The scope is entered by hand, and an early return or an error skips its exit.',
    '`enter` is used without `using`, without `await using` and without a `finally` block.',
  ],
  sentence: ({ subject, owner }) => `Scope ${subject} is still open although ${owner}, which entered it, has ended.`,
};
