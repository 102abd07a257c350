import { platform } from '../platform.ts';
import { checkDuration } from './checks.ts';
import { currentCancellation } from './current.ts';
import { pause } from './recovery/wait.ts';

/**
 * Lets everything else have its turn, timers too. For long work between whose steps nothing is awaited.
 * @throws the reason, when the task or scope the caller is in is cancelled, before or meanwhile
 */
export async function checkpoint(): Promise<void> {
  const cancellation = currentCancellation();
  cancellation?.throwIfCancelled();
  await new Promise<void>((resolve) => void platform.setImmediate(resolve));
  cancellation?.throwIfCancelled();
}

/**
 * Waits; ends at once when the task or scope the caller is in is cancelled.
 * @param ms how long, from 0 to 2147483647
 * @throws RangeError when `ms` is not such a number
 * @throws the reason of the cancellation
 */
export async function sleep(ms: number): Promise<void> {
  checkDuration(() => 'The time to sleep', ms);
  const cancellation = currentCancellation();
  cancellation?.throwIfCancelled();
  try {
    await pause(ms, cancellation?.signal);
  } finally {
    // The wait has failed with the same error; only thrown from here is it known to have arrived.
    cancellation?.throwIfCancelled();
  }
}
