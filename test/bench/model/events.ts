import type { AgentEvent } from '../../../src/protocol/events.ts';

export const program = '1/0';

export const hello: AgentEvent = {
  type: 'hello',
  time: 0,
  protocol: 1,
  agent: '0.1.0',
  pid: 1,
  thread: 0,
  node: '24.0.0',
  title: 'bench',
  cwd: '/',
  timeOrigin: 1_700_000_000_000,
};

/** The 14 events of one request of a busy server: a task, two scopes, a lock, a session and an operation. */
export function requestEvents(request: number): AgentEvent[] {
  const first = request * 10 + 1;
  const time = request * 0.05;
  const [task, scope, hold, session, operation] = [first, first + 1, first + 2, first + 3, first + 4];
  const [parent, inner] = [scope, first + 5];
  const stack = [1, 2, 3, 4, 5];
  const error = null;
  const status = 'completed';
  const scopeFields = { kind: 'scope', timeout: null, shield: false, stack, task, time } as const;
  return [
    { type: 'task-started', time, id: task, name: 'request', kind: 'http', parent: 0, scope: 0, stack },
    { type: 'scope-entered', id: scope, name: 'handle', parent: 0, ...scopeFields },
    { type: 'scope-entered', id: inner, name: 'query', ...scopeFields, parent, timeout: 5_000 },
    {
      type: 'lock-waiting',
      time,
      id: hold,
      lock: 'pool',
      kind: 'pool',
      permits: 10,
      task,
      scope: inner,
      stack,
      holding: [],
      object: 0,
      origin: 'library',
    },
    { type: 'lock-acquired', time, id: hold },
    {
      type: 'session-opened',
      time,
      id: session,
      name: 'database',
      kind: 'sql',
      task,
      scope: inner,
      stack,
      origin: 'library',
    },
    { type: 'operation-registered', time, id: operation, name: 'select', task, scope, idempotent: true, stack },
    { type: 'attempt-started', time, operation, attempt: 1, origin: 'program' },
    {
      type: 'attempt-ended',
      time,
      operation,
      attempt: 1,
      status,
      error,
      retryable: false,
      retryIn: null,
      errorClass: null,
    },
    { type: 'session-closed', time, id: session, status, error },
    { type: 'lock-released', time, id: hold, acquired: true, task, stack },
    { type: 'scope-exited', time, id: inner, task, status, error, stack },
    { type: 'scope-exited', time, id: scope, task, status, error, stack },
    { type: 'task-ended', time, id: task, status, error },
  ];
}
