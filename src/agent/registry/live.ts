import type { TaskRecord } from './taskRecord.ts';

/** Something alive that can be told again to a host that came late or lost events. */
export interface Announced {
  /** The task behind it, where it is one. */
  readonly task?: TaskRecord;
  readonly name?: string;
  /** Scopes have it. */
  cancel?(reason: string): void;
  /** The program has ended by itself, and with it `main`. */
  endOfProgram?(main: TaskRecord): void;
  announce(): void;
}

/**
 * Everything alive that was announced, in the order it came. It is kept apart from the history on the way to the host,
 * so that what has to be dropped there is only history.
 */
export class LiveTable {
  readonly #entries = new Map<number, Announced>();

  set(id: number, entry: Announced): void {
    this.#entries.set(id, entry);
  }

  delete(id: number): void {
    this.#entries.delete(id);
  }

  get(id: number): Announced | undefined {
    return this.#entries.get(id);
  }

  endOfProgram(main: TaskRecord): void {
    for (const entry of this.#entries.values()) entry.endOfProgram?.(main);
  }

  announceAll(): void {
    for (const entry of this.#entries.values()) entry.announce();
  }

  clear(): void {
    this.#entries.clear();
  }
}
