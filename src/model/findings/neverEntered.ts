import type { FindingKind } from './findingKind.ts';

export const neverEntered: FindingKind = {
  kind: 'never-entered',
  title: 'Scope left without having been entered',
  severity: 'error',
  usualCauses: [
    'The scope was made but `enter` was never called, or was skipped by a condition or an error.',
    'Clean-up code runs although its set-up failed.',
  ],
  sentence: ({ subject, current }) => `Scope ${subject} was left by ${current} but nobody had entered it.`,
};
