import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';
import { quote } from './phrases.ts';

export const outlivedItsTask: FindingKind = {
  kind: 'outlived-its-task',
  title: () => t('Scope still open after its task ended'),
  severity: 'error',
  usualCauses: () => [
    t('The scope is entered by hand, and an early return or an error skips its exit.'),
    t('`enter` is used without `using`, without `await using` and without a `finally` block.'),
    t(
      'A generator enters it and is left half-way: whoever used it neither went on to its end nor broke off with `return`.',
    ),
  ],
  sentence: ({ program, violation, subject, owner }) => {
    const task = program?.tasks.get(violation.ownerTask);
    // A generator that nobody can finish has its scopes cancelled when it is found; otherwise it ended by itself.
    return task?.kind === 'generator' && violation.cancelReason !== null
      ? t(
          'Scope {0} can never be left: generator {1}, which entered it, was left half-way and is gone.',
          subject,
          quote(task.name),
        )
      : t('Scope {0} is still open although {1}, which entered it, has ended.', subject, owner);
  },
};
