import type { CancelScope } from '../api/cancelScope.ts';
import type { Cancellation } from '../api/cancellation.ts';
import type { TaskStatus } from '../../protocol/events.ts';

/**
 * What the agent knows of a task, whoever started it. It holds nothing that leads to the task's promise, which is to be
 * garbage-collected when nobody can settle it any more.
 */
export interface TaskRecord {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly parent: TaskRecord | undefined;
  /** The scope that owns it. */
  readonly scope: CancelScope | undefined;
  readonly stack: readonly number[];
  state: 'running' | TaskStatus;
  /** Scopes this task entered and has not left; undefined for tasks that never end. */
  readonly open: Set<CancelScope> | undefined;
  /** Cancels what runs in the task; undefined where the task cannot be cancelled by itself. */
  readonly cancellation?: Cancellation | undefined;
  /** Stops the task's own work, where it can be stopped. */
  cancel: ((reason: string) => void) | undefined;
}
