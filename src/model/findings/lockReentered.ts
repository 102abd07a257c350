import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const lockReentered: FindingKind = {
  kind: 'lock-reentered',
  title: () => t('Lock acquired again by its holder'),
  severity: 'error',
  usualCauses: () => [
    t('A function that takes the lock calls another one that takes it too.'),
    t('A retry or a recursion runs while the lock of the first try is still held.'),
    t('A callback that is called under the lock asks for it again.'),
  ],
  sentence: ({ violation, subject, owner, current }) =>
    violation.ownerTask === violation.currentTask
      ? t('Lock {0} is wanted by {1}, which holds it already and so waits for itself.', subject, current)
      : t(
          'Lock {0} is wanted by {1} on behalf of {2}, which holds it already and so waits for itself.',
          subject,
          current,
          owner,
        ),
};
