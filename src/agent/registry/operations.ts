import { ExpectedError } from '../../common/errors.ts';

/** A failed operation that can be run again. */
export interface Retryable {
  readonly id: number;
  /** @returns what to tell the person who asked, when the attempt has ended well; rejects with its failure */
  retry(signal: AbortSignal): Promise<string>;
  /** Called when it is dropped from the registry. */
  forgotten(): void;
}

/** How many failed operations are kept; the oldest makes room. */
const capacity = 100;

/** The failed operations whose functions are still held. */
export class OperationRegistry {
  readonly #failed = new Map<number, Retryable>();
  /** What cancels the retries that are running. */
  readonly #running = new Map<number, AbortController>();

  add(operation: Retryable): void {
    this.#failed.delete(operation.id);
    this.#failed.set(operation.id, operation);
    const [oldest] = this.#failed.values();
    if (this.#failed.size > capacity && oldest) {
      this.#failed.delete(oldest.id);
      oldest.forgotten();
    }
  }

  delete(id: number): void {
    this.#failed.delete(id);
  }

  /** @throws ExpectedError when it cannot be run again, saying why */
  async retry(id: number): Promise<string> {
    if (this.#running.has(id)) throw new ExpectedError('The operation is running already.');
    const operation = this.#failed.get(id);
    if (!operation) {
      throw new ExpectedError(`Operation ${id} cannot be retried: it has not failed, or is no longer kept.`);
    }
    const running = new AbortController();
    this.#running.set(id, running);
    try {
      return await operation.retry(running.signal);
    } finally {
      this.#running.delete(id);
    }
  }

  /**
   * Cancels a retry that is running; the retry itself tells what became of it.
   * @throws ExpectedError when there is none
   */
  cancel(id: number, reason: string): void {
    const running = this.#running.get(id);
    if (!running) throw new ExpectedError(`Operation ${id} is not being retried.`);
    running.abort(new ExpectedError(reason));
  }
}
