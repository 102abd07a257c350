import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { EventOf } from '../../protocol/events.ts';
import type { Finding, Program } from '../state.ts';
import { cancelIgnored } from './cancelIgnored.ts';
import { cancelSwallowed } from './cancelSwallowed.ts';
import { cancelledAfterSuccess } from './cancelledAfterSuccess.ts';
import { deadlock } from './deadlock.ts';
import { exitedInAnotherTask } from './exitedInAnotherTask.ts';
import { exitedTwice } from './exitedTwice.ts';
import type { Draft, FindingKind } from './findingKind.ts';
import { interleavedExit } from './interleavedExit.ts';
import { listenerLeaked } from './listenerLeaked.ts';
import { lockHeldTooLong } from './lockHeldTooLong.ts';
import { lockLeaked } from './lockLeaked.ts';
import { lockOrderInversion } from './lockOrderInversion.ts';
import { lockReentered } from './lockReentered.ts';
import { neverEntered } from './neverEntered.ts';
import { outlivedItsTask } from './outlivedItsTask.ts';
import { releasedByNonOwner } from './releasedByNonOwner.ts';
import { sessionLeaked } from './sessionLeaked.ts';
import { taskLeaked } from './taskLeaked.ts';
import { taskLost } from './taskLost.ts';
import { taskOutlivedScope } from './taskOutlivedScope.ts';
import { unsettledAtEnd } from './unsettledAtEnd.ts';
import { draftOf } from './violation.ts';

/** What there is to know about every cause class; a new one is a new file and a line here. */
const kinds: Readonly<Record<CauseClass, FindingKind>> = {
  'exited-in-another-task': exitedInAnotherTask,
  'interleaved-exit': interleavedExit,
  'exited-twice': exitedTwice,
  'never-entered': neverEntered,
  'outlived-its-task': outlivedItsTask,
  'task-outlived-scope': taskOutlivedScope,
  'cancel-ignored': cancelIgnored,
  'cancel-swallowed': cancelSwallowed,
  'cancelled-after-success': cancelledAfterSuccess,
  'released-by-non-owner': releasedByNonOwner,
  'lock-reentered': lockReentered,
  'lock-order-inversion': lockOrderInversion,
  deadlock,
  'lock-held-too-long': lockHeldTooLong,
  'lock-leaked': lockLeaked,
  'session-leaked': sessionLeaked,
  'task-leaked': taskLeaked,
  'task-lost': taskLost,
  'unsettled-at-end': unsettledAtEnd,
  'listener-leaked': listenerLeaked,
};

export const findingKinds: readonly FindingKind[] = Object.values(kinds);

/** The words for a cause class. */
export const findingKindOf = (cause: CauseClass): FindingKind => kinds[cause];

/**
 * What a violation means, for whoever has to say it before or after the model has taken in the event.
 * @param program what is known of the program it came from, if anything
 */
export function findingForViolation(
  program: Program | undefined,
  violation: EventOf<'violation'>,
): Draft & Pick<Finding, 'kind' | 'title' | 'usualCauses'> {
  const words = findingKindOf(violation.cause);
  const draft = draftOf(words, program, violation);
  return { ...draft, kind: words.kind, title: words.title(), usualCauses: words.usualCauses() };
}

/** The words of {@link findingForViolation} alone. */
export function describeViolation(
  program: Program | undefined,
  violation: EventOf<'violation'>,
): { title: string; sentence: string; usualCauses: readonly string[] } {
  const { title, sentence, usualCauses } = findingForViolation(program, violation);
  return { title, sentence, usualCauses };
}
