import { t } from '../../common/l10n.ts';
import { numberPhrase } from '../../model/findings/phrases.ts';
import type { Row } from './row.ts';

/**
 * One row for several that look alike; they are below it.
 * @param like how one of them looks
 */
export function foldRow(
  id: string,
  like: Row,
  count: number,
  description: string,
  children: (id: string) => readonly Row[],
): Row {
  const label = t('{0} × {1}', like.label, numberPhrase(count));
  const { icon, color, target, contexts = [] } = like;
  return {
    id,
    label,
    description,
    spoken: t('{0} alike: {1}', numberPhrase(count), like.spoken),
    ...(icon && { icon }),
    ...(color && { color }),
    ...(target && { target: { ...target, scope: undefined, operation: undefined } }),
    // What acts on one of them does not act on all.
    contexts: ['fold', ...contexts.filter((context) => placeContexts.has(context))],
    children: () => children(id),
  };
}

const placeContexts = new Set(['hasSite', 'hasEnterSite', 'hasExitSite']);
