import { t } from '../../common/l10n.ts';
import { countPhrase, durationPhrase } from '../../model/findings/phrases.ts';
import type { Model } from '../../model/model.ts';
import { ago, dotted } from './words.ts';

/**
 * The line above the asynchronous stacks: how many functions are suspended, and how old that is. Undefined before they
 * were taken.
 * @param now Unix ms
 */
export function takenMessage(model: Model, now: number): string | undefined {
  const taken = [...model.programs.values()].flatMap(({ asyncStacks }) => asyncStacks ?? []);
  if (taken.length === 0) return undefined;
  const suspended = taken.reduce((sum, stacks) => sum + stacks.suspended, 0);
  const oldest = Math.min(...taken.map(({ at }) => at));
  const longest = Math.max(...taken.map(({ took }) => took));
  return dotted(
    countPhrase(suspended, t('{0} async function suspended'), t('{0} async functions suspended')),
    t('taken {0}', ago(oldest, now)),
    t('stood still for {0}', durationPhrase(Math.round(longest))),
  );
}
