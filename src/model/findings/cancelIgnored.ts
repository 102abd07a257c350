import { t } from '../../common/l10n.ts';
import { cancelChain, cancelOrigin } from '../cancelChain.ts';
import type { ProgramState } from '../programState.ts';
import { isAlive, isSignal, taskName } from '../selectors.ts';
import type { Finding, Program, Scope, Task } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { durationPhrase, quote, taskPhrase } from './phrases.ts';
import { ranOn } from './ranOn.ts';

type Party = Finding['parties'][number];

/** A shield keeps out what comes from an outer scope, not what is aimed at the scope itself. */
const isCancelled = ({ cancellation, shield }: Scope): boolean =>
  cancellation !== undefined && (!shield || cancellation.cause === 0);

/**
 * Tasks that are about something else than the scope itself: they are in a shielded scope, or in one that was cancelled
 * along with this one and is looked at by itself.
 */
const excusedIn = ({ scopesByParent }: ProgramState, scope: Scope): ReadonlySet<number> =>
  new Set(
    [...scopesByParent.of(scope.id)]
      .filter((inner) => !isSignal(inner))
      .filter((inner) => inner.shield || inner.enteredAt <= (scope.cancellation?.at ?? 0))
      .map((inner) => inner.task),
  );

/**
 * Tasks that were started after the signal was there, and listened when it aborted: it was handed to them. Who made it
 * is none of them: to give up a part of one's work is no reason to end.
 */
function heedless({ program }: ProgramState, { task: owner, enteredAt, cancellation, listening }: Scope): Task[] {
  const tasks = [...(listening?.tasks ?? [])].flatMap((id) => program.tasks.get(id) ?? []);
  return tasks.filter(
    (task) => task.id !== owner && task.id !== cancellation?.task && task.startedAt >= enteredAt && isAlive(task),
  );
}

/** What still runs in a cancelled scope: tasks it owns, or else its own body, which would wait for them. */
function runningIn(state: ProgramState, scope: Scope): { tasks: readonly Task[]; body: boolean } {
  if (isSignal(scope)) return { tasks: heedless(state, scope), body: false };
  const excused = excusedIn(state, scope);
  const owned = [...state.tasksByScope.of(scope.id)].filter((task) => !task.collected);
  const entered = state.program.tasks.get(scope.task);
  const hasBody = scope.exitedAt === undefined && entered?.endedAt === undefined && !entered?.collected;
  return {
    tasks: owned.filter((task) => !excused.has(task.id)),
    body: hasBody && owned.length === 0 && !excused.has(scope.task),
  };
}

function sentenceOf(program: Program, scope: Scope, by: number, grace: number, task: Task | undefined): string {
  const [name, ago] = [quote(scope.name), durationPhrase(grace)];
  const who = taskPhrase(program, task?.id ?? scope.task);
  if (by === 0) {
    return task
      ? t('Scope {0} was cancelled more than {1} ago, but {2} in it still runs.', name, ago, who)
      : t('Scope {0} was cancelled more than {1} ago, but {2}, which entered it, has not left it.', name, ago, who);
  }
  const canceller = taskPhrase(program, by);
  return task
    ? t('Scope {0} was cancelled by {3} more than {1} ago, but {2} in it still runs.', name, ago, who, canceller)
    : t(
        'Scope {0} was cancelled by {3} more than {1} ago, but {2}, which entered it, has not left it.',
        name,
        ago,
        who,
        canceller,
      );
}

function draft({ program }: ProgramState, scope: Scope, grace: number, task: Task | undefined): Draft {
  const origin = cancelOrigin(program, scope.id) ?? scope;
  const by = origin.cancellation?.task ?? 0;
  const running: Party = task
    ? { role: 'spawned', task: task.id, taskName: task.name, stack: task.stack }
    : { role: 'entered', task: scope.task, taskName: taskName(program, scope.task), stack: scope.enterStack };
  return {
    severity: cancelIgnored.severity,
    confidence: 'likely',
    sentence: sentenceOf(program, scope, by, grace, task),
    subject: task ? { kind: 'task', id: task.id, name: task.name } : { kind: 'scope', id: scope.id, name: scope.name },
    parties: [
      running,
      { role: 'cancelled', task: by, taskName: taskName(program, by), stack: origin.cancellation?.stack ?? [] },
    ],
    cancelChain: cancelChain(program, scope.id),
  };
}

/** What was told to stop and goes on. It may be about to stop, so it is likely and no more; it is over when it ends. */
export const cancelIgnored: FindingKind = {
  kind: 'cancel-ignored',
  title: () => t('Cancellation ignored'),
  severity: 'warning',
  usualCauses: () => [
    t('The signal is not passed on to what takes long: `fetch`, a timer, a query, a loop.'),
    t('A `catch` block tries again whatever the error is.'),
    t('A `finally` block waits for something that never comes.'),
  ],
  watch: (desk: Desk) => {
    const watched = new WeakSet<Scope>();
    /** When the last shielded scope in it was left: until then a scope had to wait. */
    const shielded = new WeakMap<Scope, number>();
    const judge = (state: ProgramState, scope: Scope, now: number): void => {
      const { cancelGrace } = desk.thresholds;
      watched.delete(scope);
      if (desk.lived(shielded.get(scope) ?? Number.NEGATIVE_INFINITY, now) < cancelGrace) return;
      const { tasks, body } = runningIn(state, scope);
      for (const task of tasks) {
        desk.report(cancelIgnored, state, task.id, now, draft(state, scope, cancelGrace, task));
      }
      // Whoever enters new scopes after the cancellation is told of once, with the first.
      const isTold = [scope.parent, scope.task].some((id) => desk.open('cancel-ignored', state, id));
      if (body && !isTold) {
        desk.report(cancelIgnored, state, scope.id, now, draft(state, scope, cancelGrace, undefined));
      }
    };
    const watch = (state: ProgramState, scope: Scope | undefined, at: number, wasShielded = false): void => {
      if (!scope || !isCancelled(scope)) return;
      if (wasShielded) shielded.set(scope, at);
      else if (watched.has(scope)) return;
      watched.add(scope);
      desk.after(state, at, desk.thresholds.cancelGrace, (now) => judge(state, scope, now));
    };
    const end = (state: ProgramState, id: number, at: number): void =>
      void desk.resolve('cancel-ignored', state, id, at);
    const noteRanOn = ranOn(desk, (state, task, at, words) => {
      desk.note(cancelIgnored, state, task.id, at, { severity: cancelIgnored.severity, ...words });
    });
    return {
      on: {
        'scope-cancelled': (state, scope, at) => watch(state, scope, at),
        'scope-exited': (state, scope, at) => {
          end(state, scope.id, at);
          watch(state, state.program.scopes.get(scope.parent), at, scope.shield);
        },
        'task-started': (state, task, at) => {
          watch(state, state.program.scopes.get(task.scope), at);
          noteRanOn(state, task.parent, task.stack, at);
        },
        'scope-entered': (state, scope, at) => noteRanOn(state, scope.task, scope.enterStack, at),
        'lock-waiting': (state, hold, at) => noteRanOn(state, hold.task, hold.stack, at),
        'session-opened': (state, session, at) => noteRanOn(state, session.task, session.stack, at),
        'operation-registered': (state, operation, at) => noteRanOn(state, operation.task, operation.stack, at),
        'task-ended': (state, task, at) => {
          end(state, task.id, at);
          watch(state, state.program.scopes.get(task.scope), at);
        },
        'task-collected': (state, task, at) => end(state, task.id, at),
        'task-ran-on': (state, task, at) => noteRanOn(state, task.id, task.ranOn ?? [], at),
      },
    };
  },
};
