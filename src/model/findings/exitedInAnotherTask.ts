import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const exitedInAnotherTask: FindingKind = {
  kind: 'exited-in-another-task',
  title: () => t('Scope left by another task'),
  severity: 'error',
  usualCauses: () => [
    t('A scope is entered in an async generator, and the generator is finished or closed by another task.'),
    t('A clean-up task or an event handler closes a scope that it did not enter.'),
    t('A scope is kept in a field of an object that several tasks use.'),
  ],
  sentence: ({ subject, owner, current }) =>
    t('Scope {0} was entered by {1} but left by {2}.', subject, owner, current),
};
