import { busyLocks, isSignal, openSessions, scopeForest, taskForest, taskName } from '../../model/selectors.ts';
import type { Hold, Lock, Program, Scope, Session, Task } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { type Listing, type Row, listing, page } from './row.ts';
import { age, dotted } from './words.ts';

const hasSite = (stack: readonly number[], context: string): string[] => (stack.length > 0 ? [context] : []);

/** The rows that have, or had, rows below them; what ended is remembered for a while. */
const parentsIn = (rows: ReadonlyMap<number, { parent: number }>): ReadonlySet<number> =>
  new Set([...rows.values()].map(({ parent }) => parent));

/**
 * VS Code opens a row by itself only when it sees it for the first time, so a leaf that becomes a branch is to be a new
 * row to it. A branch that has become empty stays one: a row that changes its identity loses the selection.
 */
const branch = (
  id: string,
  isBranch: boolean,
  children: (id: string) => readonly Row[],
): Partial<Row> & Pick<Row, 'id'> =>
  isBranch ? { id: `${id}/branch`, children: () => children(`${id}/branch`), expanded: true } : { id };

const scopeWords = { scope: 'Scope', group: 'Task group', signal: 'Abort signal' } as const;
const scopeIcons = { scope: 'symbol-namespace', group: 'layers', signal: 'broadcast' } as const;

const listeners = ({ listening }: Scope): string | undefined => {
  const count = listening?.listeners ?? 0;
  return count > 1 ? `${count} listeners` : undefined;
};

/** Open scopes, each with the scopes in it. */
export function scopeRows(program: Program, now: number): Listing {
  const forest = scopeForest(program);
  const parents = parentsIn(program.scopes);
  const rowOf = (scope: Scope): Row => {
    const state = scope.cancellation ? 'cancelled' : 'open';
    const owner = taskName(program, scope.task);
    const entered = isSignal(scope) ? 'used' : 'entered';
    const kind = scopeWords[scope.kind];
    return {
      ...branch(`${program.key}/scope/${scope.id}`, scope.kind === 'group' || parents.has(scope.id), (id) =>
        page(id, forest.get(scope.id) ?? [], rowOf),
      ),
      label: scope.name,
      description: dotted(state, age(scope.enteredAt, now), owner, deadline(scope, now), listeners(scope)),
      tooltip: dotted(`${kind} “${scope.name}”, ${entered} by task “${owner}”`, scope.cancellation?.reason),
      spoken: `${kind} ${scope.name}, ${state}, ${age(scope.enteredAt, now)}, ${entered} by ${owner}`,
      icon: scopeIcons[scope.kind],
      ...(scope.cancellation && { color: 'list.warningForeground' }),
      contexts: [
        'scope',
        ...(isSignal(scope) ? [] : [rowContexts.cancel]),
        ...hasSite(scope.enterStack, rowContexts.entered),
      ],
      target: { program: program.key, enter: scope.enterStack, site: scope.enterStack, scope },
    };
  };
  return listing(forest.get(0) ?? [], rowOf);
}

const deadline = ({ timeout, enteredAt }: Scope, now: number): string | undefined => {
  if (timeout === undefined) return undefined;
  const left = enteredAt + timeout - now;
  return left > 0 ? `${age(now - left, now)} left` : 'past its deadline';
};

/** Running tasks, each with the tasks it spawned. */
export function taskRows(program: Program, now: number): Listing {
  const forest = taskForest(program);
  const parents = parentsIn(program.tasks);
  const rowOf = (task: Task): Row => ({
    ...branch(`${program.key}/task/${task.id}`, task.kind === 'main' || parents.has(task.id), (id) =>
      page(id, forest.get(task.id) ?? [], rowOf),
    ),
    label: task.name,
    description: dotted(task.state, age(task.startedAt, now), task.kind === 'task' ? undefined : task.kind),
    tooltip: dotted(
      `Task “${task.name}”`,
      program.scopes.get(task.scope) && `in “${program.scopes.get(task.scope)?.name}”`,
    ),
    spoken: `Task ${task.name}, ${task.state}, ${age(task.startedAt, now)}`,
    icon: 'sync',
    contexts: ['task', ...hasSite(task.stack, rowContexts.site)],
    target: { program: program.key, site: task.stack },
  });
  return listing(forest.get(0) ?? [], rowOf);
}

/** Locks that are held or waited for, with holders first and waiters in order. */
export const lockRows = (program: Program, now: number): Listing =>
  listing(busyLocks(program), (lock) => lockRow(program, lock, now));

function lockRow(program: Program, lock: Lock, now: number): Row {
  const holders = [...lock.holders.values()];
  const waiters = [...lock.waiters.values()];
  const [holder] = holders;
  const held = holder ? `held by ${taskName(program, holder.task)}` : 'free';
  const since = holder ? age(holder.acquiredAt ?? holder.waitingSince, now) : undefined;
  const waiting = waiters.length > 0 ? `${waiters.length} waiting` : undefined;
  const id = `${program.key}/lock/${lock.name}`;
  return {
    id,
    label: lock.name,
    description: dotted(held, since, waiting),
    tooltip: `${lock.kind} “${lock.name}”: acquired ${lock.acquisitions} times, ${lock.contended} times after a wait`,
    spoken: `Lock ${lock.name}, ${dotted(held, since, waiting)}`,
    icon: 'lock',
    contexts: ['lock', ...hasSite(holder?.stack ?? [], rowContexts.site)],
    target: { program: program.key, site: holder?.stack },
    children: () => [
      ...holders.map((hold) => holdRow(program, id, hold, 'holds it', hold.acquiredAt ?? hold.waitingSince, now)),
      ...waiters.map((hold, index) =>
        holdRow(program, id, hold, `waits, ${index + 1} in line`, hold.waitingSince, now),
      ),
    ],
  };
}

function holdRow(program: Program, lockId: string, hold: Hold, state: string, since: number, now: number): Row {
  const label = taskName(program, hold.task);
  return {
    id: `${lockId}/${hold.id}`,
    label,
    description: dotted(state, age(since, now)),
    spoken: `${label} ${state}, ${age(since, now)}`,
    icon: hold.acquiredAt === undefined ? 'watch' : 'key',
    contexts: ['hold', ...hasSite(hold.stack, rowContexts.site)],
    target: { program: program.key, site: hold.stack },
  };
}

export const sessionRows = (program: Program, now: number): Listing =>
  listing(openSessions(program), (session: Session) => ({
    id: `${program.key}/session/${session.id}`,
    label: session.name,
    description: dotted(session.state, age(session.openedAt, now), session.kind, session.detail),
    tooltip: `Session “${session.name}”, opened by task “${taskName(program, session.task)}”`,
    spoken: `Session ${session.name}, ${session.state}, ${age(session.openedAt, now)}`,
    icon: 'plug',
    contexts: ['session', ...hasSite(session.stack, rowContexts.site)],
    target: { program: program.key, site: session.stack },
  }));
