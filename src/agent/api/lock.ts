import { LockHold, type LockOptions } from './lockHold.ts';
import { checkOptions, type OptionNames } from './options.ts';
import { QueuedLock } from './queuedLock.ts';

export { LockHold };

const optionNames: OptionNames<LockOptions> = { kind: true, permits: true };

/** A named lock that stands for one of another make: tell it what that does with `wait`. It can be used itself, too. */
export class TrackedLock extends QueuedLock {
  /** @internal Use `trackLock`. */
  constructor(name: string, { permits = 1, kind = permits > 1 ? 'semaphore' : 'mutex' }: LockOptions) {
    super(name, { permits, kind }, 0);
  }

  /** Tells that the caller begins to wait for the lock of another make. Say `acquired`, and in the end `released`. */
  wait(): LockHold {
    return this.follow();
  }
}

/**
 * @param name what people will read; the same name means the same lock to them
 * @throws RangeError when `permits` is not a whole number from 1
 */
export function trackLock(name: string, options: LockOptions = {}): TrackedLock {
  checkOptions(() => `The options of lock "${name}"`, options, optionNames);
  return new TrackedLock(name, options);
}
