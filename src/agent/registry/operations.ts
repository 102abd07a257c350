import { ExpectedError } from '../../common/errors.ts';

/** A failed operation that can be run again. */
export interface Retryable {
  readonly id: number;
  /** @returns what to tell the person who asked, when the attempt has ended well; rejects with its failure */
  retry(): Promise<string>;
  /** Called when it is dropped from the registry. */
  forgotten(): void;
}

/** How many failed operations are kept; the oldest makes room. */
const capacity = 100;

/** The failed operations whose functions are still held. */
export class OperationRegistry {
  readonly #failed = new Map<number, Retryable>();
  readonly #running = new Set<number>();

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
    this.#running.add(id);
    try {
      return await operation.retry();
    } finally {
      this.#running.delete(id);
    }
  }
}
