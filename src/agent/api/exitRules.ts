import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { Frame } from '../context.ts';
import type { CancelScope } from './cancelScope.ts';

/** A rule that is broken by leaving a scope, and the scope in the way, if one is. */
export interface BrokenOrder {
  cause: CauseClass;
  other?: CancelScope;
}

/**
 * Who may leave an open scope: the task that entered it, when no scope entered later in the same flow is open.
 * @param inner what `innermostFrom` says of the scope
 */
export function brokenOrder(scope: CancelScope, frame: Frame, inner: CancelScope | undefined): BrokenOrder | undefined {
  if (frame.task !== scope.task) return { cause: 'exited-in-another-task' };
  return inner === undefined || inner === scope ? undefined : { cause: 'interleaved-exit', other: inner };
}

/**
 * The scope entered last in this flow that is still open, from `scope` on; undefined when `scope` was not entered in
 * this flow, so that nothing can be said about the order.
 */
export function innermostFrom(scope: CancelScope, frame: Frame): CancelScope | undefined {
  if (frame.task !== scope.task) return undefined;
  let inner: CancelScope | undefined;
  for (let each = frame.scope; each !== undefined; each = each.parent) {
    if (each === scope) return inner ?? scope;
    if (each.isOpen && each.task === scope.task) inner ??= each;
  }
  return undefined;
}
