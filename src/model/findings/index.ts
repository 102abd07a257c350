import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { EventOf } from '../../protocol/events.ts';
import type { Finding, Program } from '../state.ts';
import { deadlock } from './deadlock.ts';
import { exitedInAnotherTask } from './exitedInAnotherTask.ts';
import { exitedTwice } from './exitedTwice.ts';
import type { Draft, FindingKind } from './findingKind.ts';
import { interleavedExit } from './interleavedExit.ts';
import { lockHeldTooLong } from './lockHeldTooLong.ts';
import { lockLeaked } from './lockLeaked.ts';
import { neverEntered } from './neverEntered.ts';
import { otherKind } from './other.ts';
import { outlivedItsTask } from './outlivedItsTask.ts';
import { sessionLeaked } from './sessionLeaked.ts';
import { draftOf } from './violation.ts';

/** Every kind of finding that has words of its own; a new one is a new file and a line here. */
export const findingKinds: readonly FindingKind[] = [
  exitedInAnotherTask,
  interleavedExit,
  exitedTwice,
  neverEntered,
  outlivedItsTask,
  deadlock,
  lockLeaked,
  lockHeldTooLong,
  sessionLeaked,
];

const byCause = new Map<CauseClass, FindingKind>(findingKinds.map((kind) => [kind.kind, kind]));

/** The words for a cause class. */
export const findingKindOf = (cause: CauseClass): FindingKind => byCause.get(cause) ?? otherKind(cause);

/**
 * What a violation means, for whoever has to say it before or after the model has taken in the event.
 * @param program what is known of the program it came from, if anything
 */
export function findingForViolation(
  program: Program | undefined,
  violation: EventOf<'violation'>,
): Draft & Pick<Finding, 'kind' | 'title' | 'usualCauses'> {
  const words = findingKindOf(violation.cause);
  // A class that the model judges by itself has no sentence for a violation: the general one is used.
  const speaker = words.sentence ? words : otherKind(violation.cause);
  const { kind, title, usualCauses } = words;
  return { ...draftOf(speaker, program, violation), kind, title, usualCauses };
}

/** The words of {@link findingForViolation} alone. */
export function describeViolation(
  program: Program | undefined,
  violation: EventOf<'violation'>,
): { title: string; sentence: string; usualCauses: readonly string[] } {
  const { title, sentence, usualCauses } = findingForViolation(program, violation);
  return { title, sentence, usualCauses };
}
