import type { ProgramKey } from '../protocol/events.ts';
import { Agenda } from './agenda.ts';
import { Groups } from './groups.ts';
import { Journal } from './journal.ts';
import { Recent } from './recent.ts';
import { isAlive, isSignal, isUnclosed } from './selectors.ts';
import type { AsyncStack, Hold, LockKey, Program, Retention, Scope, Session, Task } from './state.ts';
import type { Statistics } from './statistics.ts';

/** A program and what the model needs to keep it: orders of age and indexes that no view sees. */
export interface ProgramState {
  readonly program: Program;
  readonly retention: Retention;
  /** Names the program in keys of findings; it stays when another process takes over the program's key. */
  readonly label: string;
  /** Its `hello` came, so its times are Unix times. */
  named: boolean;
  readonly endedTasks: Recent<number>;
  readonly endedScopes: Recent<number>;
  readonly endedSessions: Recent<number>;
  readonly endedOperations: Recent<number>;
  /** Operations that failed and could be run again. */
  readonly retryableOperations: Recent<number>;
  readonly endedHolds: Recent<number>;
  readonly idleLocks: Recent<LockKey>;
  readonly violations: Recent<number>;
  readonly holdsByTask: Groups<Hold>;
  readonly waitsByTask: Groups<Hold>;
  /** Waits whose flow has a hold, by that hold. */
  readonly waitsByHold: Groups<Hold>;
  /**
   * The last event was this wait for a lock of which nothing seems to be free. Every acquisition begins as a wait, and
   * locks of one name are not told apart: only the next event says whether it is one.
   */
  newWait: Hold | undefined;
  /** Those being told, until all of them are. */
  comingStacks: { taken: number; stacks: AsyncStack[] };
  /** The program says with its waits what their flows hold. */
  tellsHolding: boolean;
  /** Running ones, by the task that started them and by the scope that owns them. */
  readonly tasksByParent: Groups<Task>;
  readonly tasksByScope: Groups<Task>;
  /** Open ones, by the scope around them. */
  readonly scopesByParent: Groups<Scope>;
  readonly sessionsByTask: Groups<Session>;
  readonly sessionsByScope: Groups<Session>;
  readonly agenda: Agenda;
}

/**
 * A program of which nothing but its key is known yet.
 * @param label unique over the whole run
 */
export const newProgramState = (key: ProgramKey, label: string, retention: Retention): ProgramState => ({
  program: {
    key,
    pid: Number.parseInt(key, 10) || 0,
    thread: Number.parseInt(key.slice(key.indexOf('/') + 1), 10) || 0,
    title: '',
    node: '',
    cwd: '',
    timeOrigin: 0,
    endedAt: undefined,
    exitCode: undefined,
    endedByItself: false,
    sites: new Map(),
    tasks: new Map(),
    scopes: new Map(),
    changes: new Journal(),
    holds: new Map(),
    locks: new Map(),
    sessions: new Map(),
    operations: new Map(),
    longestTasks: [],
    system: [],
    systemPeak: undefined,
    asyncStacks: undefined,
    lost: 0,
  },
  retention,
  label,
  named: false,
  endedTasks: new Recent(retention.ended),
  endedScopes: new Recent(retention.ended),
  endedSessions: new Recent(retention.ended),
  endedOperations: new Recent(retention.ended),
  retryableOperations: new Recent(retention.retryable),
  endedHolds: new Recent(retention.ended),
  idleLocks: new Recent(retention.ended),
  violations: new Recent(retention.ended),
  holdsByTask: new Groups(),
  waitsByTask: new Groups(),
  waitsByHold: new Groups(),
  newWait: undefined,
  comingStacks: { taken: 0, stacks: [] },
  tellsHolding: false,
  tasksByParent: new Groups(),
  tasksByScope: new Groups(),
  scopesByParent: new Groups(),
  sessionsByTask: new Groups(),
  sessionsByScope: new Groups(),
  agenda: new Agenda(),
});

/** Forgets the rows of a program; what was alive is no longer counted as such. */
export function forgetRows(state: ProgramState, totals: Statistics): void {
  const { program } = state;
  for (const task of program.tasks.values()) if (isAlive(task)) totals.tasks.alive -= 1;
  for (const scope of program.scopes.values())
    if (scope.exitedAt === undefined && !isSignal(scope)) totals.scopes.open -= 1;
  for (const session of program.sessions.values()) if (isUnclosed(session)) totals.sessions.open -= 1;
  for (const hold of program.holds.values()) totals.locks[hold.acquiredAt === undefined ? 'waiting' : 'held'] -= 1;
  const { tasks, scopes, holds, locks, sessions, operations } = program;
  const { endedTasks, endedScopes, endedSessions, endedOperations, retryableOperations, endedHolds } = state;
  const { idleLocks, violations, holdsByTask, waitsByTask, waitsByHold, tasksByParent, tasksByScope } = state;
  const { scopesByParent, sessionsByTask, sessionsByScope } = state;
  program.longestTasks = [];
  program.changes.forget();
  program.asyncStacks = undefined;
  state.comingStacks = { taken: 0, stacks: [] };
  for (const rows of [tasks, scopes, holds, locks, sessions, operations]) rows.clear();
  for (const rows of [holdsByTask, waitsByTask, waitsByHold, tasksByParent, tasksByScope]) rows.clear();
  for (const rows of [scopesByParent, sessionsByTask, sessionsByScope]) rows.clear();
  for (const order of [endedTasks, endedScopes, endedSessions, endedOperations, retryableOperations]) order.clear();
  for (const order of [endedHolds, idleLocks, violations]) order.clear();
}
