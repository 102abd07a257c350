import type { EventOf } from '../../protocol/events.ts';
import type { ProgramState } from '../programState.ts';
import { type Attempt, type Operation, type Statistics, retention } from '../state.ts';
import type { Reducers } from './reducer.ts';

const newOperation = (event: EventOf<'operation-registered'>, at: number): Operation => ({
  id: event.id,
  name: event.name,
  task: event.task,
  scope: event.scope,
  idempotent: event.idempotent,
  stack: event.stack,
  registeredAt: at,
  attempts: [],
  attemptCount: 0,
  state: 'running',
  retryable: false,
  firstFailureAt: undefined,
});

/** Keeps the order of age: what runs or will run again by itself stays, the rest goes in its turn. */
function age(state: ProgramState, operation: Operation, retryIn: number | undefined): void {
  const { program, endedOperations, retryableOperations } = state;
  endedOperations.delete(operation.id);
  retryableOperations.delete(operation.id);
  if (operation.state === 'running' || retryIn !== undefined) return;
  const order = operation.retryable ? retryableOperations : endedOperations;
  const oldest = order.add(operation.id);
  if (oldest !== undefined) program.operations.delete(oldest);
}

function countAttempt(
  operations: Statistics['operations'],
  operation: Operation,
  attempt: Attempt,
  status: EventOf<'attempt-ended'>['status'],
  at: number,
): void {
  operations.ended += 1;
  operations.durationTotal += Math.max(0, at - attempt.startedAt);
  if (status === 'completed') {
    operations.succeeded += 1;
    if (operation.firstFailureAt === undefined) return;
    operations.recoveries += 1;
    operations.recoveryTotal += Math.max(0, at - operation.firstFailureAt);
    operation.firstFailureAt = undefined;
  } else {
    operations[status] += 1;
    if (status === 'failed') operation.firstFailureAt ??= at;
  }
}

export const operationReducers: Reducers<
  'operation-registered' | 'attempt-started' | 'attempt-ended' | 'recovery-chosen'
> = {
  'operation-registered': ({ program }, event, at, { operations }) => {
    if (program.operations.has(event.id)) return undefined;
    const operation = newOperation(event, at);
    program.operations.set(operation.id, operation);
    operations.registered += 1;
    return operation;
  },

  'attempt-started': (state, event, at, { operations }) => {
    const operation = state.program.operations.get(event.operation);
    const last = operation?.attempts.at(-1);
    // Attempts are numbered upwards: one that is not above the last was told before.
    if (!operation || (last && event.attempt <= last.number)) return undefined;
    operation.attempts.push({
      number: event.attempt,
      origin: event.origin,
      startedAt: at,
      endedAt: undefined,
      state: 'running',
      error: undefined,
      retryIn: undefined,
    });
    if (operation.attempts.length > retention.attempts) operation.attempts.shift();
    operation.attemptCount = Math.max(operation.attemptCount + 1, event.attempt);
    operation.state = 'running';
    operation.retryable = false;
    age(state, operation, undefined);
    operations.attempts += 1;
    if (event.attempt > 1) operations.retries += 1;
    return operation;
  },

  'attempt-ended': (state, event, at, { operations }) => {
    const operation = state.program.operations.get(event.operation);
    const attempt = operation?.attempts.findLast((known) => known.number === event.attempt);
    if (!operation || !attempt) return undefined;
    if (attempt.endedAt === undefined) {
      attempt.endedAt = at;
      attempt.state = event.status;
      attempt.error = event.error ?? undefined;
      countAttempt(operations, operation, attempt, event.status, at);
    }
    // What is done about a failure may change until the next attempt: it is told again then.
    if (attempt !== operation.attempts.at(-1)) return operation;
    attempt.retryIn = event.retryIn ?? undefined;
    operation.state = attempt.state;
    operation.retryable = event.retryable;
    age(state, operation, attempt.retryIn);
    return operation;
  },

  'recovery-chosen': () => undefined,
};
