import { timeout, TimeoutStrategy } from 'cockatiel';
import { messageOf } from '../../../common/errors.ts';
import { type HealthCheck, ask } from '../sessionHealth.ts';

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
    const { healthy, detail } = await timeout(limit, TimeoutStrategy.Aggressive).execute(
      (context) => ask(check, context.signal),
      signal,
    );
    signal?.throwIfAborted();
    if (healthy) return undefined;
    return detail === null ? 'not healthy' : `not healthy: ${detail}`;
  } catch (error) {
    signal?.throwIfAborted();
    return `the health check failed: ${messageOf(error)}`;
  }
}
