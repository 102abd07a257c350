import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const releasedByNonOwner: FindingKind = {
  kind: 'released-by-non-owner',
  title: () => t('Lock released by another task'),
  severity: 'error',
  usualCauses: () => [
    t('A clean-up or an error handler releases a lock without knowing who holds it.'),
    t('The lock is released a second time, when another task has got it already.'),
    t('The release function is handed to a callback that runs in another task.'),
  ],
  sentence: ({ subject, owner, current }) =>
    t('Lock {0} was acquired by {1} but released by {2}.', subject, owner, current),
};
