import { t } from '../../common/l10n.ts';
import { countPhrase } from '../../model/findings/phrases.ts';
import type { Finding } from '../../model/state.ts';

/**
 * The number on the icon of the container: findings that are not over; none where there are none.
 * @param findings without those that are ignored
 */
export function findingsBadge(findings: readonly Finding[]): { value: number; tooltip: string } | undefined {
  let value = 0;
  for (const { resolvedAt, count } of findings) if (resolvedAt === undefined) value += count;
  if (value === 0) return undefined;
  return { value, tooltip: countPhrase(value, t('{0} open finding'), t('{0} open findings')) };
}
