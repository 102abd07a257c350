import { t } from '../../common/l10n.ts';
import { cancelChain } from '../cancelChain.ts';
import type { ProgramState } from '../programState.ts';
import { openSessions, taskName } from '../selectors.ts';
import type { Finding, Scope, Session, Task } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { LeftOpen } from './leftOpen.ts';
import { endPhrase, quote, taskPhrase } from './phrases.ts';

type Party = Finding['parties'][number];

function draft({ program }: ProgramState, session: Session, sentence: string, owner: Party[]): Draft {
  const { id, name, task, stack } = session;
  return {
    severity: sessionLeaked.severity,
    confidence: 'likely',
    sentence,
    subject: { kind: 'session', id, name },
    parties: [{ role: 'opened', task, taskName: taskName(program, task), stack }, ...owner],
  };
}

function ofTask(state: ProgramState, session: Session, owner: Task): Draft {
  const who = taskPhrase(state.program, owner.id);
  const sentence = t(
    'Session {0} is still open although {1}, which opened it, {2}.',
    quote(session.name),
    who,
    endPhrase(owner.state),
  );
  const party: Party = { role: 'spawned', task: owner.id, taskName: owner.name, stack: owner.stack };
  return draft(state, session, sentence, [party]);
}

function ofScope(state: ProgramState, session: Session, scope: Scope): Draft {
  const who = taskPhrase(state.program, session.task);
  const how = scope.state === 'cancelled' ? t('was cancelled') : t('has failed');
  const sentence = t(
    'Session {0}, opened by {1}, is still open although its scope {2} {3}.',
    quote(session.name),
    who,
    quote(scope.name),
    how,
  );
  const party: Party = {
    role: 'entered',
    task: scope.task,
    taskName: taskName(state.program, scope.task),
    stack: scope.enterStack,
  };
  const chain = cancelChain(state.program, scope.id);
  return { ...draft(state, session, sentence, [party]), cancelChain: chain };
}

const collected = (state: ProgramState, session: Session): string =>
  t(
    'Session {0}, opened by {1}, was not closed, and nothing refers to it any more.',
    quote(session.name),
    taskPhrase(state.program, session.task),
  );

const atEnd = (state: ProgramState, session: Session): string =>
  t(
    'Session {0}, opened by {1}, was still open when the program ended.',
    quote(session.name),
    taskPhrase(state.program, session.task),
  );

/** Somebody closes it or has closed it: it was not forgotten. */
const isForgotten = (session: Session): boolean =>
  session.closedAt === undefined && session.state !== 'closing' && session.state !== 'closed';

/** Of those alone that the program tells of is it known that they ought to be closed before it ends. */
const isToBeClosed = (session: Session): boolean => isForgotten(session) && session.origin === 'library';

const isKnown = ({ program }: ProgramState, session: Session): boolean => program.sessions.get(session.id) === session;

/** Still open although the request that opened it is over. */
const isLeft = (state: ProgramState, session: Session): boolean => isKnown(state, session) && isForgotten(session);

/** Kinds of tasks that come again and again: one of them may open what all that come after it use. */
const recurring: ReadonlySet<string> = new Set(['http', 'http2', 'message', 'timer', 'interval', 'listener', 'job']);

/**
 * A session whose owner is gone is a suspicion and no more: the owner may have handed it over, as a function that
 * connects and returns the client does. So a scope that completes while its task goes on is no reason at all, one that
 * failed or was cancelled is, since it returned nothing; a task that ended is one too, but not a request, which may open
 * a client for all that come: only the second one that was seen to be opened at the same place, to the same target, by
 * another request, and left open like the first, says that none of them is meant to stay. What a pool keeps is its own. If the session is closed after all, the finding is resolved. That its object was
 * garbage-collected is a suspicion too, since what it stands for may be closed in another way; both together make it
 * certain. So is the end of a program, which may have been told to end and leave all as it is.
 */
export const sessionLeaked: FindingKind = {
  kind: 'session-leaked',
  title: () => t('Session not closed'),
  severity: 'warning',
  usualCauses: () => [
    t('The close call is not in a `finally` block, and an error or a cancellation skipped it.'),
    t('The session is kept in a map or a field, and nothing removes it from there.'),
    t('The close call is not awaited, or waits for something that never comes.'),
  ],
  watch: (desk: Desk) => {
    const leftOpen = new LeftOpen();
    const suspect = (state: ProgramState, session: Session, endedAt: number, words: () => Draft): void => {
      desk.later(state, endedAt + desk.thresholds.leakGrace, (now) => {
        if (!isKnown(state, session) || !isForgotten(session)) return;
        // What goes down with the program has not outlived its owner.
        if (session.origin === 'platform' && now < endedAt + desk.thresholds.leakGrace) return;
        desk.report(sessionLeaked, state, session.id, now, words());
        if (session.collected) makeCertain(state, session);
      });
    };
    const ownerEnded = (state: ProgramState, session: Session, owner: Task, at: number): void => {
      if (session.origin === 'pool') return;
      if (!recurring.has(owner.kind)) {
        suspect(state, session, at, () => ofTask(state, session, owner));
        return;
      }
      if (session.origin === 'library') return;
      const left = leftOpen.of(state, session);
      desk.later(state, at + desk.thresholds.leakGrace, (now) => {
        if (!isLeft(state, session) || now < at + desk.thresholds.leakGrace) return;
        const other = left.anotherRequests(session, (each) => isLeft(state, each));
        left.add(session);
        if (!other) return;
        for (const each of [other, session]) {
          const request = state.program.tasks.get(each.task) ?? owner;
          desk.report(sessionLeaked, state, each.id, now, ofTask(state, each, request));
        }
      });
    };
    const makeCertain = (state: ProgramState, session: Session): void => {
      const finding = desk.open('session-leaked', state, session.id);
      if (finding?.count === 1) finding.confidence = 'certain';
    };
    return {
      on: {
        'task-ended': (state, task, at) => {
          for (const session of state.sessionsByTask.of(task.id)) ownerEnded(state, session, task, at);
        },
        'scope-exited': (state, scope, at) => {
          if (scope.state === 'completed') return;
          for (const session of state.sessionsByScope.of(scope.id)) {
            suspect(state, session, at, () => ofScope(state, session, scope));
          }
        },
        'session-opened': (state, session, at) => {
          const owner = state.program.tasks.get(session.task);
          if (owner?.endedAt !== undefined) ownerEnded(state, session, owner, at);
        },
        'session-collected': (state, session, at) => {
          if (!isForgotten(session) || session.origin === 'pool') return;
          if (desk.open('session-leaked', state, session.id)) makeCertain(state, session);
          else
            desk.reportLost(sessionLeaked, state, session.id, at, draft(state, session, collected(state, session), []));
        },
        'session-closed': (state, session, at) => {
          leftOpen.closed(session);
          desk.resolve('session-leaked', state, session.id, at);
        },
        bye: (state, program, at) => {
          if (program.exitCode !== 0) return;
          for (const session of openSessions(program).filter(isToBeClosed)) {
            desk.report(sessionLeaked, state, session.id, at, draft(state, session, atEnd(state, session), []));
          }
        },
      },
    };
  },
};
