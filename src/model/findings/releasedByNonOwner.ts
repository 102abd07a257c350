import type { FindingKind } from './findingKind.ts';

export const releasedByNonOwner: FindingKind = {
  kind: 'released-by-non-owner',
  title: 'Lock released by another task',
  severity: 'error',
  usualCauses: [
    'A clean-up or an error handler releases a lock without knowing who holds it.',
    'The lock is released a second time, when another task has got it already.',
    'The release function is handed to a callback that runs in another task.',
  ],
  sentence: ({ subject, owner, current }) => `Lock ${subject} was acquired by ${owner} but released by ${current}.`,
};
