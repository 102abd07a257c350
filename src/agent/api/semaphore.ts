import { QueuedLock } from './queuedLock.ts';

/** A lock for several at a time. A permit may be handed on: whoever has the hold may release it. */
export class Semaphore extends QueuedLock {
  /**
   * @param name what people will read
   * @param permits how many may hold it at a time
   * @throws RangeError when `permits` is not a whole number from 1
   */
  constructor(name: string, permits: number) {
    super(name, { kind: 'semaphore', permits });
  }
}
