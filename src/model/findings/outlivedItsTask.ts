import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const outlivedItsTask: FindingKind = {
  kind: 'outlived-its-task',
  title: () => t('Scope still open after its task ended'),
  severity: 'error',
  usualCauses: () => [
    t('The scope is entered by hand, and an early return or an error skips its exit.'),
    t('`enter` is used without `using`, without `await using` and without a `finally` block.'),
  ],
  sentence: ({ subject, owner }) =>
    t('Scope {0} is still open although {1}, which entered it, has ended.', subject, owner),
};
