import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const exitedTwice: FindingKind = {
  kind: 'exited-twice',
  title: () => t('Scope left twice'),
  severity: 'error',
  usualCauses: () => [
    t('The scope is left by hand and once more by `using` or by a `finally` block.'),
    t('Both the success path and the error path leave the scope, and both of them ran.'),
  ],
  sentence: ({ violation, subject, owner, current }) =>
    violation.ownerTask === violation.currentTask
      ? t('Scope {0}, entered by {1}, had been left already when the same task left it again.', subject, owner)
      : t('Scope {0}, entered by {1}, had been left already when {2} left it again.', subject, owner, current),
};
