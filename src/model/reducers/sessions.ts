import type { ProgramState } from '../programState.ts';
import { isUnclosed } from '../selectors.ts';
import type { Session } from '../state.ts';
import type { Reducers } from './reducer.ts';

/** A session of which only the end was seen: its start was lost, or comes late. */
const unseen = (id: number, at: number): Session => ({
  id,
  name: `#${id}`,
  kind: '',
  origin: 'library',
  task: 0,
  scope: 0,
  stack: [],
  openedAt: at,
  closedAt: undefined,
  state: 'created',
  status: undefined,
  error: undefined,
  detail: undefined,
  checks: [],
  collected: false,
});

function index({ sessionsByTask, sessionsByScope }: ProgramState, session: Session): void {
  sessionsByTask.add(session.task, session);
  sessionsByScope.add(session.scope, session);
}

function unindex({ sessionsByTask, sessionsByScope }: ProgramState, session: Session): void {
  sessionsByTask.delete(session.task, session);
  sessionsByScope.delete(session.scope, session);
}

/** From now on it goes in its turn. What was lost stays with its owner until then: the owner's end says more of it. */
function age(state: ProgramState, { id }: Session): void {
  const { sessions } = state.program;
  const oldest = state.endedSessions.add(id);
  const gone = oldest === undefined ? undefined : sessions.get(oldest);
  if (!gone) return;
  unindex(state, gone);
  sessions.delete(gone.id);
}

export const sessionReducers: Reducers<
  'session-opened' | 'session-changed' | 'session-closed' | 'session-checked' | 'session-collected'
> = {
  'session-opened': (state, event, at, { sessions }) => {
    const { id, name, kind, origin, task, scope, stack } = event;
    const known = state.program.sessions.get(id);
    if (known) {
      unindex(state, known);
      Object.assign(known, { name, kind, origin, task, scope, stack, openedAt: Math.min(known.openedAt, at) });
      if (known.closedAt === undefined) index(state, known);
      return undefined;
    }
    const session: Session = {
      id,
      name,
      kind,
      origin,
      task,
      scope,
      stack,
      openedAt: at,
      closedAt: undefined,
      state: 'created',
      status: undefined,
      error: undefined,
      detail: undefined,
      checks: [],
      collected: false,
    };
    state.program.sessions.set(id, session);
    index(state, session);
    sessions.opened += 1;
    sessions.open += 1;
    return session;
  },

  'session-changed': ({ program }, event) => {
    const session = program.sessions.get(event.id);
    if (!session || session.closedAt !== undefined) return undefined;
    session.state = event.state;
    session.detail = event.detail ?? session.detail;
    return session;
  },

  'session-closed': (state, event, at, { sessions }) => {
    const { program } = state;
    let session = program.sessions.get(event.id);
    if (session?.closedAt !== undefined) return undefined;
    if (session) {
      sessions[session.collected ? 'lost' : 'open'] -= 1;
      unindex(state, session);
    } else {
      session = unseen(event.id, at);
      program.sessions.set(session.id, session);
      sessions.opened += 1;
    }
    session.closedAt = at;
    session.state = 'closed';
    session.status = event.status;
    session.error = event.error ?? undefined;
    sessions[event.status] += 1;
    age(state, session);
    return session;
  },

  'session-checked': ({ program, retention }, event, at) => {
    const session = program.sessions.get(event.id);
    if (!session || session.checks.some((check) => check.at === at)) return undefined;
    const { healthy, latency, detail } = event;
    session.checks.push({ at, healthy, latency: latency ?? undefined, detail: detail ?? undefined });
    if (session.checks.length > retention.checks) session.checks.shift();
    return session;
  },

  'session-collected': (state, event, _at, { sessions }) => {
    const session = state.program.sessions.get(event.id);
    if (!session || !isUnclosed(session)) return undefined;
    session.collected = true;
    sessions.open -= 1;
    sessions.lost += 1;
    age(state, session);
    return session;
  },
};
