import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { Frame } from '../context.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
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

/**
 * Whether a scope that has ended well is called off by something that should be over as well: a flow left behind in it,
 * or a task beside the one that owned it. The owner and whoever started it may tidy up, and a request calls its work off
 * when its client has gone.
 * @param isRun all code with the scope in its frame was started in it
 */
export function isCalledOffLate(scope: CancelScope, frame: Frame, isRun: boolean): boolean {
  const { task: owner } = scope;
  if (owner.kind === 'http' && owner.state !== 'running') return false;
  for (let task: TaskRecord | undefined = owner; task; task = task.parent) {
    if (task === frame.task) return isRun && isWithin(scope, frame);
  }
  return true;
}

function isWithin(scope: CancelScope, frame: Frame): boolean {
  for (let each = frame.scope; each; each = each.parent) if (each === scope) return true;
  return false;
}
