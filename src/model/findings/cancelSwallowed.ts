import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const cancelSwallowed: FindingKind = {
  kind: 'cancel-swallowed',
  title: () => t('Cancellation swallowed'),
  severity: 'warning',
  // The error may have been of a promise that nobody needs any more, as the loser of a `Promise.race` is.
  confidence: 'likely',
  usualCauses: () => [
    t('A `catch` block handles every error alike and does not throw the cancellation again.'),
    t('A default value is returned for any error, so the caller takes cancelled work for done.'),
    t('`Promise.allSettled` or `.catch(() => undefined)` hides how the work ended.'),
  ],
  sentence: ({ subject, current, canceller }) =>
    canceller === ''
      ? t('Scope {0} was cancelled, but {1} caught the cancellation and did not pass it on.', subject, current)
      : t(
          'Scope {0} was cancelled by {1}, but {2} caught the cancellation and did not pass it on.',
          subject,
          canceller,
          current,
        ),
};
