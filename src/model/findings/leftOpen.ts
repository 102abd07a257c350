import type { ProgramState } from '../programState.ts';
import type { Session } from '../state.ts';

/** Places remembered, of each program. */
const capacity = 2_000;

/** Sessions that were opened at one place to one target, and left open. */
class Place {
  readonly #sessions = new Set<Session>();

  add(session: Session): void {
    this.#sessions.add(session);
  }

  delete(session: Session): void {
    this.#sessions.delete(session);
  }

  /** @returns one of another request that is still so; those that are not are forgotten */
  anotherRequests(session: Session, isStill: (other: Session) => boolean): Session | undefined {
    for (const other of this.#sessions) {
      if (other.task === session.task) continue;
      if (isStill(other)) return other;
      this.#sessions.delete(other);
    }
    return undefined;
  }
}

/** What requests left open, by where it was opened and what it is a session with. */
export class LeftOpen {
  readonly #placeOf = new WeakMap<Session, Place>();
  readonly #places = new WeakMap<ProgramState, Map<string, Place>>();

  of(state: ProgramState, session: Session): Place {
    const { kind, name, stack } = session;
    const places = this.#places.get(state) ?? new Map<string, Place>();
    this.#places.set(state, places);
    const key = JSON.stringify([kind, name, stack[0] ?? 0]);
    const place = places.get(key) ?? new Place();
    this.#placeOf.set(session, place);
    places.delete(key);
    places.set(key, place);
    if (places.size > capacity) for (const [oldest] of [...places].slice(0, 1)) places.delete(oldest);
    return place;
  }
  /** It was closed after all. */
  closed(session: Session): void {
    this.#placeOf.get(session)?.delete(session);
  }
}
