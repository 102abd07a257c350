import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { FindingKind } from './findingKind.ts';

/** For a class of violation that has no words of its own yet: nothing that was seen broken goes unsaid. */
export function otherKind(kind: CauseClass): FindingKind {
  const words = kind.replaceAll('-', ' ');
  return {
    kind,
    title: `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    severity: 'error',
    usualCauses: [],
    sentence: ({ subject, owner, current }) =>
      owner === current
        ? `The rule “${words}” was broken for ${subject} by ${current}.`
        : `The rule “${words}” was broken for ${subject}, which belongs to ${owner}, by ${current}.`,
  };
}
