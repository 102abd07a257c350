import type { EventOf, SessionOrigin, SessionState, TaskStatus } from '../../protocol/events.ts';
import { type Frame, innermostOpen } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import type { Announced } from './live.ts';

/** What is known of a session when it is opened. */
export interface SessionFacts {
  name: string;
  kind: string;
  stack: readonly number[];
  /** The library, unless given. */
  origin?: SessionOrigin;
}

/** A session as it is told to the host. It does not hold the session's object, so that this can be found lost. */
export class SessionRecord implements Announced {
  readonly id: number;
  readonly #runtime: Runtime;
  #name: string;
  readonly #kind: string;
  readonly #origin: SessionOrigin;
  readonly #frame: Frame;
  readonly #stack: readonly number[];
  #state: SessionState = 'created';
  #detail: string | null = null;

  constructor(runtime: Runtime, { name, kind, stack, origin = 'library' }: SessionFacts) {
    this.id = runtime.nextId();
    this.#runtime = runtime;
    this.#name = name;
    this.#kind = kind;
    this.#origin = origin;
    this.#frame = runtime.context.current;
    this.#stack = stack;
    if (!runtime.observed) return;
    runtime.live.set(this.id, this);
    this.announce();
  }

  get state(): SessionState {
    return this.#state;
  }

  get owner(): { readonly id: number; readonly name: string } {
    return this.#frame.task;
  }

  announce(): void {
    this.#runtime.report('session-opened', {
      id: this.id,
      name: this.#name,
      kind: this.#kind,
      task: this.#frame.task.id,
      scope: innermostOpen(this.#frame)?.id ?? 0,
      stack: this.#stack as number[],
      origin: this.#origin,
    });
    if (this.#state !== 'created') this.#tellState();
  }

  /** What it is a session with is known better now. */
  rename(name: string): void {
    if (name === this.#name || this.#state === 'closed') return;
    this.#name = name;
    this.announce();
  }

  change(state: SessionState, detail: string | null): void {
    this.#state = state;
    this.#detail = detail;
    this.#tellState();
  }

  close(status: TaskStatus, error: string | null): void {
    this.#state = 'closed';
    this.#runtime.live.delete(this.id);
    this.#runtime.report('session-closed', { id: this.id, status, error });
  }

  checked({ healthy, latency, detail }: Pick<EventOf<'session-checked'>, 'healthy' | 'latency' | 'detail'>): void {
    if (!this.#runtime.observed) return;
    this.#runtime.report('session-checked', { id: this.id, healthy, latency, detail });
  }

  /** Nobody can close it any more. */
  collected(): void {
    if (this.#state === 'closed') return;
    this.#runtime.live.delete(this.id);
    this.#runtime.report('session-collected', { id: this.id });
  }

  #tellState(): void {
    this.#runtime.report('session-changed', { id: this.id, state: this.#state, detail: this.#detail });
  }
}
