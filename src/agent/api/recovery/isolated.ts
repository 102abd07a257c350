import { checkOptions, type OptionNames } from '../options.ts';
import { CancelScope } from '../cancelScope.ts';
import { runtime } from '../runtime.ts';
import { Task } from '../task.ts';
import { type OnCleanup, withCleanup } from './cleanup.ts';

/** What ends isolated work early. */
export interface IsolatedOptions {
  /** ms after which the work is cancelled. */
  timeout?: number;
  /** Cancels the work when it aborts; nothing else of the caller's does. */
  signal?: AbortSignal;
}

const optionNames: OptionNames<IsolatedOptions> = { timeout: true, signal: true };

/** What isolated work is given. */
export interface IsolatedContext {
  /** Aborts when the work is cancelled or its time is over. */
  signal: AbortSignal;
  /** The shielded scope of the work. */
  scope: CancelScope;
  /** Registers what is to be done when the work has ended. */
  onCleanup: OnCleanup;
}

/**
 * Runs `fn` apart from the caller: in a task and a shielded scope of its own, so that neither a cancellation nor a
 * broken scope of the caller's reaches it. What it registered with `onCleanup` is cleaned up on every path.
 *
 * @param name what people will read
 * @returns what `fn` returns; rejects with what it throws, or with an AggregateError that begins with it when the
 * clean-up failed too
 * @throws RangeError when the timeout is not a number of ms from 0 to 2147483647
 */
export async function isolated<T>(
  name: string,
  fn: (context: IsolatedContext) => T | PromiseLike<T>,
  options: IsolatedOptions = {},
): Promise<T> {
  checkOptions(() => `The options of "${name}"`, options, optionNames);
  const { timeout, signal } = options;
  const scope = new CancelScope(name, { timeout, signal, shield: true });
  const work = (): Promise<T> =>
    scope.runIn(() => withCleanup(name, (onCleanup) => fn({ signal: scope.signal, scope, onCleanup })));
  const task = runtime.context.outside(() => new Task(name, work, undefined));
  // A task of which all was cancelled has not failed.
  const follow = (): void => task.cancel(scope.signal.reason);
  if (scope.cancelled) follow();
  else scope.signal.addEventListener('abort', follow, { once: true });
  return task;
}
