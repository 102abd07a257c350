import type { FindingKind } from './findingKind.ts';

export const interleavedExit: FindingKind = {
  kind: 'interleaved-exit',
  title: 'Scopes left in the wrong order',
  severity: 'error',
  usualCauses: [
    'Two scopes are entered one after the other and left in the same order, not in the reverse one.',
    'The inner scope is left in a callback that runs later than the end of the outer one.',
    'An await is missing, so the outer scope ends before the work in it.',
  ],
  sentence: ({ subject, current, other }) =>
    other === ''
      ? `Scope ${subject} was left by ${current} while a scope entered later was still open.`
      : `Scope ${subject} was left by ${current} while scope ${other}, entered later, was still open.`,
};
