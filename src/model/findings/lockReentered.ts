import type { FindingKind } from './findingKind.ts';

export const lockReentered: FindingKind = {
  kind: 'lock-reentered',
  title: 'Lock acquired again by its holder',
  severity: 'error',
  usualCauses: [
    'A function that takes the lock calls another one that takes it too.',
    'A retry or a recursion runs while the lock of the first try is still held.',
    'A callback that is called under the lock asks for it again.',
  ],
  sentence: ({ violation, subject, owner, current }) =>
    violation.ownerTask === violation.currentTask
      ? `Lock ${subject} is wanted by ${current}, which holds it already and so waits for itself.`
      : `Lock ${subject} is wanted by ${current} on behalf of ${owner}, which holds it already and so waits for itself.`,
};
