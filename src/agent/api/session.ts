import type { SessionState } from '../../protocol/events.ts';
import { innermostOpen } from '../context.ts';
import { describeError } from './errors.ts';
import { runtime } from './runtime.ts';

export interface SessionOptions {
  /** What it is a client of, as in `sdk`, `database`, `socket`. */
  kind?: string;
}

/** A long-lived client of something outside, from when it was opened until it is closed. */
export class TrackedSession {
  readonly id = runtime.nextId();
  readonly name: string;
  #state: SessionState = 'created';
  #detail: string | null = null;

  /** @internal Use `trackSession`. */
  constructor(name: string, { kind = 'session' }: SessionOptions) {
    this.name = name;
    if (!runtime.observed) return;
    const frame = runtime.context.current;
    const stack = runtime.captureStack(TrackedSession);
    const announce = (): void => {
      const scope = innermostOpen(frame)?.id ?? 0;
      runtime.report('session-opened', {
        id: this.id,
        name,
        kind,
        task: frame.task.id,
        scope,
        stack: stack as number[],
      });
      if (this.#state !== 'created') this.#reportState();
    };
    runtime.live.set(this.id, { announce });
    announce();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** @param detail a few words for people, such as the server's name */
  active(detail?: string): void {
    this.#change('active', detail);
  }

  closing(detail?: string): void {
    this.#change('closing', detail);
  }

  /** @param error what it ended with; undefined: it ended well */
  close(error?: unknown): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    runtime.live.delete(this.id);
    const failed = error !== undefined;
    const cancelled = error instanceof Error && error.name === 'AbortError';
    const status = failed ? (cancelled ? 'cancelled' : 'failed') : 'completed';
    runtime.report('session-closed', { id: this.id, status, error: failed ? describeError(error) : null });
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #change(state: SessionState, detail: string | undefined): void {
    if (this.#state === 'closed') return;
    this.#state = state;
    this.#detail = detail ?? null;
    this.#reportState();
  }

  #reportState(): void {
    runtime.report('session-changed', { id: this.id, state: this.#state, detail: this.#detail });
  }
}

/** @param name what people will read */
export const trackSession = (name: string, options: SessionOptions = {}): TrackedSession =>
  new TrackedSession(name, options);
