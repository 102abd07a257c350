import { QueuedLock } from './queuedLock.ts';

/**
 * A lock for one at a time, which is released by the task that acquired it. A flow that acquires it again inside `run`
 * waits for itself; that is reported.
 *
 * @example
 * ```ts
 * import { Mutex } from 'async-scope';
 *
 * const account = new Mutex('account 7');
 * console.log(await account.run(() => 42, { timeout: 1_000 })); // → 42
 * ```
 */
export class Mutex extends QueuedLock {
  /** @param name what people will read */
  constructor(name: string) {
    super(name, { kind: 'mutex', permits: 1 });
  }
}
