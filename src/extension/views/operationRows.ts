import { operations, taskName } from '../../model/selectors.ts';
import type { Attempt, Operation, Program } from '../../model/state.ts';
import { durationPhrase } from '../../model/findings/phrases.ts';
import { rowContexts } from '../contributions.ts';
import { type Listing, type Row, listing } from './row.ts';
import { age, dotted } from './words.ts';

const icons = { running: 'sync', completed: 'pass', failed: 'error', cancelled: 'circle-slash' } as const;
const colors = {
  running: undefined,
  completed: 'testing.iconPassed',
  failed: 'list.errorForeground',
  cancelled: undefined,
};
const origins = { program: 'by the program', policy: 'again by its policy', user: 'retried by you' } as const;

/** Operations, the newest first, each with its attempts. */
export const operationRows = (program: Program, now: number): Listing =>
  listing(operations(program).reverse(), (operation) => operationRow(program, operation, now));

function operationRow(program: Program, operation: Operation, now: number): Row {
  const { id, name, state, attempts, attemptCount, retryable, idempotent } = operation;
  const count = `${attemptCount} ${attemptCount === 1 ? 'attempt' : 'attempts'}`;
  const last = attempts.at(-1);
  const color = colors[state];
  return {
    id: `${program.key}/operation/${id}`,
    label: name,
    description: dotted(state, count, state === 'failed' ? last?.error : undefined),
    tooltip: dotted(`Operation “${name}” of task “${taskName(program, operation.task)}”`, last?.error),
    spoken: `Operation ${name}, ${state}, ${count}, ${age(operation.registeredAt, now)}`,
    icon: icons[state],
    ...(color && { color }),
    contexts: [
      'operation',
      ...(retryable ? [rowContexts.retry] : []),
      ...(operation.stack.length > 0 ? [rowContexts.site] : []),
    ],
    target: { program: program.key, site: operation.stack, operation: { id, name, idempotent } },
    children: () => attempts.map((attempt) => attemptRow(program, operation, attempt, now)),
  };
}

function attemptRow(program: Program, operation: Operation, attempt: Attempt, now: number): Row {
  const label = `Attempt ${attempt.number}`;
  const took = durationPhrase(Math.max(0, (attempt.endedAt ?? now) - attempt.startedAt));
  const color = colors[attempt.state];
  return {
    id: `${program.key}/operation/${operation.id}/${attempt.number}`,
    label,
    description: dotted(attempt.state, took, origins[attempt.origin], attempt.error),
    spoken: `${label} of ${operation.name}, ${attempt.state}, ${took}, ${origins[attempt.origin]}`,
    icon: icons[attempt.state],
    ...(color && { color }),
    contexts: ['attempt'],
    target: { program: program.key },
  };
}
