import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

/** How long to wait for something, and how to call it when it does not come. */
export interface Expectation {
  /** What is waited for, as the message of the error begins with it. */
  what: string;
  /** Milliseconds; 15 seconds if left out. */
  timeout?: number;
}

/**
 * Reads again and again until what was read is accepted.
 *
 * @returns what was accepted
 * @throws Error telling what was seen last, or the error of the last reading
 */
export async function eventually<T>(
  read: () => Promise<T> | T,
  accept: (value: T) => boolean,
  { what, timeout = 15_000 }: Expectation,
): Promise<T> {
  const end = Date.now() + timeout;
  for (let pause = 10; ; pause = Math.min(pause * 2, 200)) {
    const outcome = await attempt(read);
    if ('value' in outcome && accept(outcome.value)) return outcome.value;
    if (Date.now() >= end) {
      const seen = 'value' in outcome ? inspect(outcome.value, { depth: 4, breakLength: 160 }) : String(outcome.error);
      throw new Error(`${what}: not within ${timeout / 1000} s. Seen last: ${seen}`);
    }
    await delay(pause);
  }
}

type Outcome<T> = { value: T } | { error: unknown };

async function attempt<T>(read: () => Promise<T> | T): Promise<Outcome<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error };
  }
}
