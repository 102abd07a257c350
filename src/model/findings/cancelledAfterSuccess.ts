import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const cancelledAfterSuccess: FindingKind = {
  kind: 'cancelled-after-success',
  title: () => t('Cancelled after its work had succeeded'),
  severity: 'warning',
  // Calling off what is done already does no harm in itself.
  confidence: 'likely',
  usualCauses: () => [
    t('A clean-up cancels every scope, also those whose work is done.'),
    t('A deadline strikes between the end of the work and the end of its scope.'),
    t('The scope stays open longer than its work, because something slow follows inside it.'),
  ],
  sentence: ({ subject, current, canceller }) =>
    canceller === ''
      ? t('Scope {0} was cancelled after its work in {1} had already succeeded.', subject, current)
      : t('Scope {0} was cancelled by {1} after its work in {2} had already succeeded.', subject, canceller, current),
};
