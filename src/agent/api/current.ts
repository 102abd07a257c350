import { cancellationOf, innermostOpen } from '../context.ts';
import type { Cancellation } from './cancellation.ts';
import type { CancelScope } from './cancelScope.ts';
import { runtime } from './runtime.ts';

/** The task the caller runs in; code outside any task runs in the task `main`. */
export function currentTask(): { readonly id: number; readonly name: string; readonly kind: string } {
  const { id, name, kind } = runtime.context.current.task;
  return { id, name, kind };
}

/** The innermost scope the caller is in. */
export const currentScope = (): CancelScope | undefined => innermostOpen(runtime.context.current);

/** @internal What ends the waits of the caller: the scope or the task it is in. */
export const currentCancellation = (): Cancellation | undefined => cancellationOf(runtime.context.current);
