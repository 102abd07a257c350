import type { FindingKind } from './findingKind.ts';

export const cancelledAfterSuccess: FindingKind = {
  kind: 'cancelled-after-success',
  title: 'Cancelled after its work had succeeded',
  severity: 'warning',
  usualCauses: [
    'A clean-up cancels every scope, also those whose work is done.',
    'A deadline strikes between the end of the work and the end of its scope.',
    'The scope stays open longer than its work, because something slow follows inside it.',
  ],
  sentence: ({ subject, current, canceller }) =>
    canceller === ''
      ? `Scope ${subject} was cancelled after its work in ${current} had already succeeded.`
      : `Scope ${subject} was cancelled by ${canceller} after its work in ${current} had already succeeded.`,
};
