import { timeout, TimeoutStrategy } from 'cockatiel';
import { messageOf } from '../../../common/errors.ts';

/** Says whether it is worth trying again. */
export type HealthCheck = (signal: AbortSignal) => boolean | PromiseLike<boolean>;

/**
 * Asks a health check, and does not wait for its answer longer than it may take.
 * @param limit ms
 * @param signal ends the wait
 * @returns undefined when all is well, otherwise what is wrong; rejects with the signal's reason
 */
export async function ailment(
  check: HealthCheck,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const healthy = await timeout(limit, TimeoutStrategy.Aggressive).execute(
      (context) => check(context.signal),
      signal,
    );
    return healthy ? undefined : 'not healthy';
  } catch (error) {
    signal?.throwIfAborted();
    return `the health check failed: ${messageOf(error)}`;
  }
}
