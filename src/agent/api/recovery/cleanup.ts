import { describeError } from '../errors.ts';
import { CancelScope } from '../cancelScope.ts';

/**
 * Registers something to be done when the work has ended, however it ended; the last registered is done first. What is
 * registered after that is done at once.
 */
export type OnCleanup = (cleanup: () => unknown) => void;

/**
 * Runs `fn`, and then what it registered, out of reach of the scope's cancellation.
 * @returns what `fn` returns; rejects with what it throws, or with an AggregateError that begins with it when parts of
 * the clean-up failed too
 */
export async function withCleanup<T>(name: string, fn: (onCleanup: OnCleanup) => T | PromiseLike<T>): Promise<T> {
  const cleanups = new Cleanups();
  let result: T;
  try {
    result = await fn(cleanups.add);
  } catch (error) {
    const errors = await cleanups.run(name);
    if (errors.length === 0) throw error;
    const message = `${describeError(error)} (and ${errors.length} in the clean-up of "${name}")`;
    throw new AggregateError([error, ...errors], message, { cause: error });
  }
  const errors = await cleanups.run(name);
  if (errors.length > 0) throw new AggregateError(errors, `The clean-up of "${name}" failed.`);
  return result;
}

class Cleanups {
  readonly #waiting: (() => unknown)[] = [];
  #over = false;

  readonly add: OnCleanup = (cleanup) => {
    if (this.#over) void cleanup();
    else this.#waiting.push(cleanup);
  };

  /** @returns what failed */
  async run(name: string): Promise<unknown[]> {
    const errors: unknown[] = [];
    if (this.#waiting.length > 0) {
      await CancelScope.run(`Clean-up of ${name}`, () => this.#runAll(errors), { shield: true });
    }
    this.#over = true;
    return errors;
  }

  async #runAll(errors: unknown[]): Promise<void> {
    for (let cleanup = this.#waiting.pop(); cleanup; cleanup = this.#waiting.pop()) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
  }
}
