import type { EventOf, TaskStatus } from '../../protocol/events.ts';
import { nameWithin, totalsOf } from '../namedTotals.ts';
import type { ProgramState } from '../programState.ts';
import type { Attempt, Operation } from '../state.ts';
import type { AttemptTotals, Statistics, StrategyTotals } from '../statistics.ts';
import type { Reducers } from './reducer.ts';

/** Strategies of one attempt that are kept: one is tried after the other. */
const mostRecoveries = 5;

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

const noAttempts = (): AttemptTotals => ({ count: 0, failed: 0, durationTotal: 0, durationLongest: 0 });
const noRecoveries = (): StrategyTotals => ({ chosen: 0, recoveries: 0, recoveryTotal: 0, recoveryLongest: 0 });

function countAttempt(
  { retention: { names } }: ProgramState,
  totals: Statistics,
  operation: Operation,
  attempt: Attempt,
  status: TaskStatus,
  at: number,
): void {
  const { operations, errors, operationNames } = totals;
  const duration = Math.max(0, at - attempt.startedAt);
  const named = totalsOf(operationNames, operation.name, names, noAttempts);
  operations.ended += 1;
  operations.durationTotal += duration;
  named.count += 1;
  named.durationTotal += duration;
  named.durationLongest = Math.max(named.durationLongest, duration);
  if (attempt.errorClass !== undefined) {
    const name = nameWithin(errors, attempt.errorClass, names);
    errors.set(name, (errors.get(name) ?? 0) + 1);
  }
  if (status === 'completed') {
    operations.succeeded += 1;
    countRecovery(totals, operation, names, at);
  } else {
    operations[status] += 1;
    if (status !== 'failed') return;
    named.failed += 1;
    operation.firstFailureAt ??= at;
  }
}

/** After a failure the operation has succeeded: the strategy chosen last has led there. */
function countRecovery({ operations, strategies }: Statistics, operation: Operation, names: number, at: number): void {
  if (operation.firstFailureAt === undefined) return;
  const took = Math.max(0, at - operation.firstFailureAt);
  operation.firstFailureAt = undefined;
  const strategy = operation.attempts.findLast(({ recoveries }) => recoveries.length > 0)?.recoveries.at(-1)?.strategy;
  const named = strategy === undefined ? [] : [totalsOf(strategies, strategy, names, noRecoveries)];
  for (const totals of [operations, ...named]) {
    totals.recoveries += 1;
    totals.recoveryTotal += took;
    totals.recoveryLongest = Math.max(totals.recoveryLongest, took);
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
      errorClass: undefined,
      retryIn: undefined,
      recoveries: [],
    });
    if (operation.attempts.length > state.retention.attempts) operation.attempts.shift();
    operation.attemptCount = Math.max(operation.attemptCount + 1, event.attempt);
    operation.state = 'running';
    operation.retryable = false;
    age(state, operation, undefined);
    operations.attempts += 1;
    if (event.attempt > 1) operations.retries += 1;
    return operation;
  },

  'attempt-ended': (state, event, at, totals) => {
    const operation = state.program.operations.get(event.operation);
    const attempt = operation?.attempts.findLast((known) => known.number === event.attempt);
    if (!operation || !attempt) return undefined;
    if (attempt.endedAt === undefined) {
      attempt.endedAt = at;
      attempt.state = event.status;
      attempt.error = event.error ?? undefined;
      attempt.errorClass = event.errorClass ?? undefined;
      countAttempt(state, totals, operation, attempt, event.status, at);
    }
    // What is done about a failure may change until the next attempt: it is told again then.
    if (attempt !== operation.attempts.at(-1)) return operation;
    attempt.retryIn = event.retryIn ?? undefined;
    operation.state = attempt.state;
    operation.retryable = event.retryable;
    age(state, operation, attempt.retryIn);
    return operation;
  },

  'recovery-chosen': ({ program, retention }, event, _at, { strategies }) => {
    const operation = program.operations.get(event.operation);
    const attempt = operation?.attempts.findLast((known) => known.number === event.attempt);
    const { strategy, detail } = event;
    if (!attempt || attempt.recoveries.some((recovery) => recovery.strategy === strategy)) return undefined;
    attempt.recoveries.push({ strategy, detail: detail ?? undefined });
    if (attempt.recoveries.length > mostRecoveries) attempt.recoveries.shift();
    totalsOf(strategies, strategy, retention.names, noRecoveries).chosen += 1;
    return operation;
  },
};
