import { type SessionState, type TaskStatus, sessionStates } from '../../protocol/events.ts';
import { SessionRecord } from '../registry/sessionRecord.ts';
import { describeError } from './errors.ts';
import { checkName, checkOptions, type OptionNames } from './options.ts';
import { runtime } from './runtime.ts';
import { HealthChecker, type HealthOptions, type SessionHealth } from './sessionHealth.ts';
import { isNamed } from './thrown.ts';

/** What a session is, and how it is asked whether it is well. */
export interface SessionOptions extends HealthOptions {
  /** What it is a client of, as in `sdk`, `database`, `socket`. */
  kind?: string;
}

const optionNames: OptionNames<SessionOptions> = {
  kind: true,
  healthCheck: true,
  healthEvery: true,
  healthTimeout: true,
};

/** Tells of sessions whose objects are gone. Nothing that a record holds leads to its object. */
const lost = new FinalizationRegistry<SessionRecord>((record) => record.collected());

/**
 * A long-lived client of something outside, from when it was opened until it is closed. It goes from `created` over
 * `active` and `closing` to `closed` and may leave out what is between; a step back has no effect.
 */
export class TrackedSession {
  /** What people read. */
  readonly name: string;
  readonly #record: SessionRecord;
  readonly #health: HealthChecker;
  #status: TaskStatus | undefined;

  /** @internal Use `trackSession`. */
  constructor(name: string, options: SessionOptions) {
    checkName(name, "trackSession('orders database')");
    checkOptions(() => `The options of session "${name}"`, options, optionNames);
    const { kind = 'session' } = options;
    this.name = name;
    const record = new SessionRecord(runtime, { name, kind, stack: runtime.captureStack(TrackedSession) });
    this.#record = record;
    this.#health = new HealthChecker(name, options, (health) => record.checked(health));
    if (runtime.observed) lost.register(this, record, record);
  }

  /** Unique within the process. */
  get id(): number {
    return this.#record.id;
  }

  /** How far it has come. */
  get state(): SessionState {
    return this.#record.state;
  }

  /** How it ended; undefined while it is not closed. */
  get status(): TaskStatus | undefined {
    return this.#status;
  }

  /** The task that opened it. */
  get owner(): { readonly id: number; readonly name: string } {
    const { id, name } = this.#record.owner;
    return { id, name };
  }

  /** The last health checks, oldest first; at most 100 are kept. */
  get health(): readonly SessionHealth[] {
    return this.#health.history;
  }

  /** @param detail a few words for people, such as the server's name */
  active(detail?: string): void {
    this.#change('active', detail);
  }

  /**
   * Tells that it is about to be closed.
   * @param detail a few words for people
   */
  closing(detail?: string): void {
    this.#change('closing', detail);
  }

  /**
   * Ends it; only the first time counts.
   * @param error what it ended with; undefined: it ended well. An AbortError, or what a scope around was cancelled with,
   * means that it was cancelled
   */
  close(error?: unknown): void {
    if (this.#status !== undefined) return;
    this.#status = error === undefined ? 'completed' : isCancellation(error) ? 'cancelled' : 'failed';
    lost.unregister(this.#record);
    this.#health.close();
    this.#record.close(this.#status, error === undefined ? null : describeError(error));
  }

  /**
   * Runs the health check now; while one runs, that one counts.
   * @returns what was found, also that there was no answer; rejects with an Error when the session has no `healthCheck`
   * or is closed
   */
  async checkHealth(): Promise<SessionHealth> {
    return this.#health.check();
  }

  /**
   * Runs `fn` with the session active and closes it at the end, however `fn` ends.
   * @returns what `fn` returns; rejects with what it throws
   */
  async run<T>(fn: (session: this) => T | PromiseLike<T>): Promise<T> {
    this.active();
    try {
      const result = await fn(this);
      this.close();
      return result;
    } catch (error) {
      this.close(error);
      throw error;
    }
  }

  /** Ends it well, unless it has ended. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Ends it well, unless it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #change(state: SessionState, detail: string | undefined): void {
    if (sessionStates.indexOf(state) < sessionStates.indexOf(this.state)) return;
    this.#record.change(state, detail ?? null);
  }
}

function isCancellation(error: unknown): boolean {
  if (isNamed(error, 'AbortError')) return true;
  for (let { scope } = runtime.context.current; scope; scope = scope.parent) {
    if (scope.cancelReason === error) return true;
  }
  return false;
}

/**
 * @param name what people will read
 * @throws RangeError when a time is not a number of ms from 0 to 2147483647
 */
export const trackSession = (name: string, options: SessionOptions = {}): TrackedSession =>
  new TrackedSession(name, options);
