import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';
import { taskPhrase } from './phrases.ts';

export const taskOutlivedScope: FindingKind = {
  kind: 'task-outlived-scope',
  title: () => t('Scope left while a task in it runs'),
  severity: 'error',
  usualCauses: () => [
    t('A task is started in the scope and not awaited before the scope is left.'),
    t(
      'One of several awaited tasks fails, and the others are left to themselves: `Promise.all` does not wait for them.',
    ),
    t('A task group would wait for its tasks, but a plain scope is used.'),
  ],
  sentence: ({ program, violation, subject, current }) =>
    t(
      'Scope {0} was left by {1} while {2}, which it owns, still runs.',
      subject,
      current,
      taskPhrase(program, violation.other),
    ),
};
