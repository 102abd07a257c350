import { t } from '../../common/l10n.ts';
import type { EventOf } from '../../protocol/events.ts';
import { cancelChain, cancelOrigin } from '../cancelChain.ts';
import { taskName } from '../selectors.ts';
import type { CancelLink, Finding, FindingRole, FindingSubject, Program } from '../state.ts';
import type { Draft, FindingKind, ViolationFacts } from './findingKind.ts';
import { quote, taskPhrase, taskPhrases } from './phrases.ts';

type Violation = EventOf<'violation'>;
type Parties = Finding['parties'];

const lockCauses: ReadonlySet<string> = new Set([
  'released-by-non-owner',
  'lock-reentered',
  'lock-order-inversion',
  'deadlock',
  'lock-held-too-long',
  'lock-leaked',
]);

/** Classes in which whoever cancelled is a party. */
const aboutCancelling: ReadonlySet<string> = new Set(['cancel-ignored', 'cancel-swallowed', 'cancelled-after-success']);

function subjectOf({ cause, scope, name, currentTask }: Violation): FindingSubject {
  if (lockCauses.has(cause)) return { kind: 'lock', id: scope, name };
  if (cause === 'session-leaked') return { kind: 'session', id: scope, name };
  if (cause.startsWith('task-') && scope === 0) return { kind: 'task', id: currentTask, name };
  return { kind: 'scope', id: scope, name };
}

/** What the model saw of the cancellation; what the agent said of it, if the model was not there. */
function chainOf(program: Program | undefined, { scope, name, cancelReason }: Violation): readonly CancelLink[] {
  const chain = program ? cancelChain(program, scope) : [];
  if (chain.length > 0 || cancelReason === null) return chain;
  return [{ scope, scopeName: name, task: 0, taskName: taskName(program, 0), reason: cancelReason }];
}

function factsOf(program: Program | undefined, violation: Violation, chain: readonly CancelLink[]): ViolationFacts {
  const canceller = chain.at(-1)?.task ?? 0;
  const [owner, current] = taskPhrases(program, violation.ownerTask, violation.currentTask);
  const other = program?.scopes.get(violation.other);
  const otherName = other ? quote(other.name) : `#${violation.other}`;
  return {
    program,
    violation,
    subject: quote(violation.name),
    owner,
    current,
    other: violation.other === 0 ? '' : otherName,
    canceller: canceller === 0 ? '' : taskPhrase(program, canceller),
  };
}

/** The place where the rule was broken first; then where what it was broken for began, and what else had a part. */
function partiesOf(program: Program | undefined, violation: Violation, subject: FindingSubject): Parties {
  const { cause, ownerTask, currentTask, exitStack } = violation;
  const scope = program?.scopes.get(violation.scope);
  const other = program?.scopes.get(violation.other);
  const enterStack = violation.enterStack.length > 0 ? violation.enterStack : (scope?.enterStack ?? []);
  const entered = subject.kind === 'lock' ? 'acquired' : 'entered';
  const parties: Parties[number][] = [];
  const add = (role: FindingRole, task: number, stack: readonly number[]): void => {
    parties.push({ role, task, taskName: taskName(program, task), stack });
  };
  // A scope that was left open was left nowhere.
  if (cause !== 'outlived-its-task' || exitStack.length > 0) add('exited', currentTask, exitStack);
  if (cause !== 'never-entered' || enterStack.length > 0) add(entered, ownerTask, enterStack);
  if (other) add('entered', other.task, other.enterStack);
  if (cause === 'task-outlived-scope')
    add('spawned', violation.other, program?.tasks.get(violation.other)?.stack ?? []);
  const origin = program && aboutCancelling.has(cause) ? cancelOrigin(program, violation.scope) : undefined;
  if (origin?.cancellation) add('cancelled', origin.cancellation.task, origin.cancellation.stack);
  return parties;
}

/** For a class that the model judges by itself: nothing that a program says was seen broken goes unsaid. */
const generalSentence =
  ({ title }: FindingKind): NonNullable<FindingKind['sentence']> =>
  ({ subject, owner, current }) =>
    owner === current
      ? t('{0}: {1}, seen in {2}.', title(), subject, current)
      : t('{0}: {1}, which belongs to {2}, seen in {3}.', title(), subject, owner, current);

/** What a finding about `violation` says. */
export function draftOf(kind: FindingKind, program: Program | undefined, violation: Violation): Draft {
  const subject = subjectOf(violation);
  const chain = chainOf(program, violation);
  return {
    severity: kind.severity,
    confidence: kind.confidence ?? 'certain',
    sentence: (kind.sentence ?? generalSentence(kind))(factsOf(program, violation, chain)),
    subject,
    parties: partiesOf(program, violation, subject),
    cancelChain: chain,
  };
}
