import type { AgentEvent } from '../../../protocol/events.ts';

/** The last events, oldest first; those that had to make room are counted. */
export class EventLog implements Iterable<AgentEvent> {
  readonly #events: AgentEvent[] = [];
  readonly #capacity: number;
  #total = 0;

  /** @internal */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many events are kept. */
  get size(): number {
    return this.#events.length;
  }

  /** How many events had to make room. */
  get dropped(): number {
    return this.#total - this.#events.length;
  }

  /** @internal */
  add(event: AgentEvent): void {
    this.#events[this.#total % this.#capacity] = event;
    this.#total += 1;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Iterator<AgentEvent> {
    const first = this.dropped % this.#capacity;
    for (let index = 0; index < this.size; index += 1) {
      const event = this.#events[(first + index) % this.#capacity];
      if (event) yield event;
    }
  }
}
