import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { TaskStatus } from '../../protocol/events.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import type { CancelScope } from './cancelScope.ts';
import { describeError, describeReason } from './errors.ts';
import type { Outcome } from './outcome.ts';
import { runtime } from './runtime.ts';

/** What is told of scopes. The stacks go over the wire as they are: a copy of each would be most of the cost. */

/** Also tells again what has changed since. */
export function tellEntered(scope: CancelScope): void {
  runtime.report('scope-entered', {
    id: scope.id,
    name: scope.name,
    kind: scope.kind,
    task: scope.task.id,
    parent: scope.parent?.id ?? 0,
    timeout: scope.deadlineAfter ?? null,
    shield: scope.shield,
    stack: scope.enterStack as number[],
  });
}

/**
 * @param task who left it
 * @param stack where, if that is of interest
 */
export function tellExited(
  scope: CancelScope,
  status: TaskStatus,
  outcome: Outcome<unknown>,
  task: TaskRecord,
  stack: readonly number[],
): void {
  runtime.report('scope-exited', {
    id: scope.id,
    task: task.id,
    status,
    error: outcome.ok ? null : describeError(outcome.error),
    stack: stack as number[],
  });
}

/**
 * @param task who broke the rule
 * @param stack where
 * @param other the id of what was in the way
 */
export function tellViolation(
  scope: CancelScope,
  cause: CauseClass,
  task: TaskRecord,
  stack: readonly number[],
  other = 0,
): void {
  const fields = {
    cause,
    scope: scope.id,
    other,
    name: scope.name,
    ownerTask: scope.isNew ? 0 : scope.task.id,
    currentTask: task.id,
    enterStack: scope.enterStack as number[],
    exitStack: stack as number[],
    cancelReason: scope.cancelReason ? describeReason(scope.cancelReason) : null,
  };
  runtime.violated(fields, { owner: scope.isNew ? '' : scope.task.name, current: task.name });
}
