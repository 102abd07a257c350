import type { EventOf } from '../../protocol/events.ts';
import { taskName } from '../selectors.ts';
import type { Finding, FindingRole, FindingSubject, Program } from '../state.ts';
import type { Draft, FindingKind, ViolationFacts } from './findingKind.ts';
import { quote, taskPhrases } from './phrases.ts';

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

function subjectOf({ cause, scope, name, currentTask }: Violation): FindingSubject {
  if (lockCauses.has(cause)) return { kind: 'lock', id: scope, name };
  if (cause === 'session-leaked') return { kind: 'session', id: scope, name };
  if (cause.startsWith('task-') && scope === 0) return { kind: 'task', id: currentTask, name };
  return { kind: 'scope', id: scope, name };
}

function factsOf(program: Program | undefined, violation: Violation): ViolationFacts {
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
  };
}

/** The place where the rule was broken first; then where what it was broken for began. */
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
  return parties;
}

/** What a finding about `violation` says. */
export function draftOf(kind: FindingKind, program: Program | undefined, violation: Violation): Draft {
  const subject = subjectOf(violation);
  return {
    severity: kind.severity,
    confidence: 'certain',
    sentence: kind.sentence?.(factsOf(program, violation)) ?? kind.title,
    subject,
    parties: partiesOf(program, violation, subject),
    cancelReason: violation.cancelReason ?? undefined,
  };
}
