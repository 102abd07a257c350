import type { FindingKind } from './findingKind.ts';

export const exitedTwice: FindingKind = {
  kind: 'exited-twice',
  title: 'Scope left twice',
  severity: 'error',
  usualCauses: [
    'The scope is left by hand and once more by `using` or by a `finally` block.',
    'Both the success path and the error path leave the scope, and both of them ran.',
  ],
  sentence: ({ violation, subject, owner, current }) =>
    violation.ownerTask === violation.currentTask
      ? `Scope ${subject}, entered by ${owner}, had been left already when the same task left it again.`
      : `Scope ${subject}, entered by ${owner}, had been left already when ${current} left it again.`,
};
