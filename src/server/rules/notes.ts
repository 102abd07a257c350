import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import type { RelatedPlace } from '../engine/finding.ts';
import type { Leak } from '../syntax/paths.ts';

/** Shows the way out on which something is not given back. */
export function leakNote({ path, source }: FileContext, { node, by }: Leak): readonly RelatedPlace[] {
  if (by === 'end') return [];
  return [{ path, start: node.getStart(source), end: node.getEnd(), message: sentences[by]() }];
}

const sentences = {
  failure: () => t('When this fails, control leaves here'),
  return: () => t('Control leaves here'),
  throw: () => t('Control leaves here with an error'),
};
