import { t } from '../../common/l10n.ts';
import { cancelChain } from '../cancelChain.ts';
import type { ProgramState } from '../programState.ts';
import { openSessions, taskName } from '../selectors.ts';
import type { Finding, Scope, Session, Task } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
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

/**
 * A session whose owner is gone is a suspicion and no more: the owner may have handed it over, as a function that
 * connects and returns the client does. So a scope that completes while its task goes on is no reason at all, one that
 * failed or was cancelled is, since it returned nothing; a task that ended is one too, but not a request, which may open
 * a client for all that come. If the session is closed after all, the finding is resolved. That its object was
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
    const suspect = (state: ProgramState, session: Session, endedAt: number, words: () => Draft): void => {
      desk.later(state, endedAt + desk.thresholds.leakGrace, (now) => {
        if (state.program.sessions.get(session.id) !== session || !isForgotten(session)) return;
        desk.report(sessionLeaked, state, session.id, now, words());
        if (session.collected) makeCertain(state, session);
      });
    };
    const makeCertain = (state: ProgramState, session: Session): void => {
      const finding = desk.open('session-leaked', state, session.id);
      if (finding?.count === 1) finding.confidence = 'certain';
    };
    return {
      on: {
        'task-ended': (state, task, at) => {
          if (task.kind === 'http') return;
          for (const session of state.sessionsByTask.of(task.id)) {
            suspect(state, session, at, () => ofTask(state, session, task));
          }
        },
        'scope-exited': (state, scope, at) => {
          if (scope.state === 'completed') return;
          for (const session of state.sessionsByScope.of(scope.id)) {
            suspect(state, session, at, () => ofScope(state, session, scope));
          }
        },
        'session-opened': (state, session, at) => {
          const owner = state.program.tasks.get(session.task);
          if (owner?.endedAt === undefined || owner.kind === 'http') return;
          suspect(state, session, at, () => ofTask(state, session, owner));
        },
        'session-collected': (state, session, at) => {
          if (!isForgotten(session)) return;
          if (desk.open('session-leaked', state, session.id)) makeCertain(state, session);
          else
            desk.reportLost(sessionLeaked, state, session.id, at, draft(state, session, collected(state, session), []));
        },
        'session-closed': (state, session, at) => void desk.resolve('session-leaked', state, session.id, at),
        bye: (state, program, at) => {
          if (program.exitCode !== 0) return;
          for (const session of openSessions(program).filter(isForgotten)) {
            desk.report(sessionLeaked, state, session.id, at, draft(state, session, atEnd(state, session), []));
          }
        },
      },
    };
  },
};
