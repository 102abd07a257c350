import { isSignal } from '../selectors.ts';
import type { Scope } from '../state.ts';
import type { Reducers } from './reducer.ts';

/** A scope of which only the end was seen: its start was lost, or comes late. */
const unseen = (id: number, task: number, at: number): Scope => ({
  id,
  name: `#${id}`,
  kind: 'scope',
  task,
  parent: 0,
  timeout: undefined,
  shield: false,
  enterStack: [],
  exitStack: [],
  enteredAt: at,
  exitedAt: undefined,
  state: 'open',
  error: undefined,
  cancellation: undefined,
  listening: undefined,
  isBroken: false,
});

/** Tasks of one signal that are kept. */
const listeningTasks = 1_000;

export const scopeReducers: Reducers<'scope-entered' | 'scope-exited' | 'scope-cancelled' | 'scope-listened'> = {
  'scope-entered': ({ program, scopesByParent }, event, at, { scopes }) => {
    const { id, name, kind, task, parent, shield, stack } = event;
    const timeout = event.timeout ?? undefined;
    program.changes.note(id);
    const known = program.scopes.get(id);
    if (known) {
      const enteredAt = Math.min(known.enteredAt, at);
      scopesByParent.delete(known.parent, known);
      // What it was counted as when it was entered it is counted as when it is left.
      if (known.exitedAt !== undefined) known.kind = kind;
      Object.assign(known, { name, task, parent, timeout, shield, enterStack: stack, enteredAt });
      if (known.exitedAt === undefined) scopesByParent.add(parent, known);
      return undefined;
    }
    const scope: Scope = {
      id,
      name,
      kind,
      task,
      parent,
      timeout,
      shield,
      enterStack: stack,
      exitStack: [],
      enteredAt: at,
      exitedAt: undefined,
      state: 'open',
      error: undefined,
      cancellation: undefined,
      listening: undefined,
      isBroken: false,
    };
    program.scopes.set(id, scope);
    scopesByParent.add(parent, scope);
    if (isSignal(scope)) return scope;
    scopes.entered += 1;
    scopes.open += 1;
    return scope;
  },

  'scope-exited': ({ program, endedScopes, scopesByParent }, event, at, { scopes }) => {
    let scope = program.scopes.get(event.id);
    if (scope?.exitedAt !== undefined) return undefined;
    if (scope) {
      if (!isSignal(scope)) scopes.open -= 1;
      scopesByParent.delete(scope.parent, scope);
    } else {
      scope = unseen(event.id, event.task, at);
      program.scopes.set(scope.id, scope);
      scopes.entered += 1;
    }
    scope.exitedAt = at;
    program.changes.note(scope.id);
    scope.state = event.status;
    scope.error = event.error ?? undefined;
    scope.exitStack = event.stack;
    if (!isSignal(scope)) scopes[event.status] += 1;
    const oldest = endedScopes.add(scope.id);
    if (oldest !== undefined) program.scopes.delete(oldest);
    return scope;
  },

  'scope-cancelled': ({ program }, event, at) => {
    const scope = program.scopes.get(event.id);
    // The first cancellation is the one that took effect.
    if (!scope || scope.cancellation) return undefined;
    program.changes.note(scope.id);
    scope.cancellation = { at, task: event.task, cause: event.cause, reason: event.reason, stack: event.stack };
    return scope;
  },

  'scope-listened': ({ program }, { id, task, listeners, abandoned, stack }) => {
    const scope = program.scopes.get(id);
    if (!scope || scope.exitedAt !== undefined) return undefined;
    const tasks = scope.listening?.tasks ?? new Set<number>();
    tasks.add(task);
    const [oldest] = tasks;
    if (tasks.size > listeningTasks && oldest !== undefined) tasks.delete(oldest);
    scope.listening = {
      listeners,
      abandoned,
      tasks,
      stack: stack.length > 0 ? stack : (scope.listening?.stack ?? []),
    };
    return scope;
  },
};
