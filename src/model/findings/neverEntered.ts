import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const neverEntered: FindingKind = {
  kind: 'never-entered',
  title: () => t('Scope left without having been entered'),
  severity: 'error',
  usualCauses: () => [
    t('The scope was made but `enter` was never called, or was skipped by a condition or an error.'),
    t('Clean-up code runs although its set-up failed.'),
  ],
  sentence: ({ subject, current }) => t('Scope {0} was left by {1} but nobody had entered it.', subject, current),
};
