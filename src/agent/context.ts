import type { CancelScope } from './api/cancelScope.ts';
import type { Cancellation } from './api/cancellation.ts';
import { platform } from './platform.ts';
import type { TaskRecord } from './registry/taskRecord.ts';

/**
 * Where the running code is: never changed, only replaced, so that flows that part keep their own. A scope is the frame
 * of the code in it, which saves making one.
 */
export interface Frame {
  readonly task: TaskRecord;
  /** The scope entered last in this flow; it may have been left since (see `innermostOpen`). */
  readonly scope: CancelScope | undefined;
}

/** The asynchronous context: which task runs, and in which scope. */
export class Context {
  readonly #storage = new platform.AsyncLocalStorage<Frame>();
  readonly #root: Frame;

  /** @param root what code outside any task runs in */
  constructor(root: Frame) {
    this.#root = root;
  }

  get current(): Frame {
    return this.#storage.getStore() ?? this.#root;
  }

  /** Runs `fn` in `frame`; what it starts stays in that frame, what follows here does not. */
  run<T>(frame: Frame, fn: () => T): T {
    return this.#storage.run(frame, fn);
  }

  /** The rest of this flow runs in `frame`. */
  enter(frame: Frame): void {
    this.#storage.enterWith(frame);
  }

  /**
   * The task in which a promise was made, where Node keeps that with the promise: 20 and 22 do once a task has run, later
   * versions do not.
   */
  taskOf(promise: object): TaskRecord | undefined {
    const key: unknown = Reflect.get(this.#storage, 'kResourceStore');
    if (typeof key !== 'symbol') return undefined;
    // Its own property, not what the program may answer in a prototype of its own.
    const frame = Reflect.getOwnPropertyDescriptor(promise, key)?.value as Frame | undefined;
    return frame?.task;
  }

  /** Runs `fn` outside any task. */
  outside<T>(fn: () => T): T {
    return this.#storage.run(this.#root, fn);
  }
}

/** The scope code in this frame is in: the one entered last that is still open. */
export function innermostOpen(frame: Frame): CancelScope | undefined {
  let { scope } = frame;
  while (scope !== undefined && !scope.isOpen) scope = scope.parent;
  return scope;
}

/**
 * What code in this frame is cancelled by: the innermost scope around it, or its task where that is further in. A scope
 * that was left cancelled goes on cancelling the flows that were left behind in it.
 */
export function cancellationOf(frame: Frame): Cancellation | undefined {
  let { scope } = frame;
  while (scope !== undefined && !scope.isOpen && !scope.stillCancels) scope = scope.parent;
  if (scope?.task === frame.task) return scope;
  const { state, cancellation } = frame.task;
  return state === 'running' ? (cancellation ?? scope) : scope;
}
