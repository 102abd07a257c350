import type { EventKind, EventOf } from '../../protocol/events.ts';
import type { ProgramState } from '../programState.ts';
import type { Hold, Operation, Program, Scope, Session, Site, Task } from '../state.ts';
import type { Statistics } from '../statistics.ts';

/** The row an event of each kind changes. */
export interface Changed {
  hello: Program;
  bye: Program;
  site: Site;
  dropped: Program;
  'task-started': Task;
  'task-ended': Task;
  'scope-entered': Scope;
  'scope-exited': Scope;
  'scope-cancelled': Scope;
  'lock-waiting': Hold;
  'lock-acquired': Hold;
  'lock-released': Hold;
  'session-opened': Session;
  'session-changed': Session;
  'session-closed': Session;
  'operation-registered': Operation;
  'attempt-started': Operation;
  'attempt-ended': Operation;
  violation: Program;
  'command-done': Program;
  'recovery-chosen': Operation;
  'session-checked': Session;
  'session-collected': Session;
  'task-collected': Task;
  'system-sampled': Program;
  'async-stack': Program;
  'async-stacks-taken': Program;
  'scope-listened': Scope;
  'task-ran-on': Task;
}

/**
 * Brings one event into the state.
 * @param at when it happened, Unix ms
 * @returns the row that changed; undefined if the event said nothing new (a repetition, or of something unknown)
 */
export type Reducer<K extends EventKind> = (
  state: ProgramState,
  event: EventOf<K>,
  at: number,
  totals: Statistics,
) => Changed[K] | undefined;

/** The reducers of one noun. */
export type Reducers<K extends EventKind> = { readonly [Kind in K]: Reducer<Kind> };
