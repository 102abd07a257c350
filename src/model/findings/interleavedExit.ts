import { t } from '../../common/l10n.ts';
import type { FindingKind } from './findingKind.ts';

export const interleavedExit: FindingKind = {
  kind: 'interleaved-exit',
  title: () => t('Scopes left in the wrong order'),
  severity: 'error',
  usualCauses: () => [
    t('Two scopes are entered one after the other and left in the same order, not in the reverse one.'),
    t('The inner scope is left in a callback that runs later than the end of the outer one.'),
    t('An await is missing, so the outer scope ends before the work in it.'),
  ],
  sentence: ({ subject, current, other }) =>
    other === ''
      ? t('Scope {0} was left by {1} while a scope entered later was still open.', subject, current)
      : t('Scope {0} was left by {1} while scope {2}, entered later, was still open.', subject, current, other),
};
