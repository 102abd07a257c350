import { onAbort } from '../../common/aborts.ts';
import { checkDuration } from './checks.ts';
import { describeError, timeoutError } from './errors.ts';
import { runtime } from './runtime.ts';

/** One look at whether a session is well. */
export interface SessionHealth {
  /** Unix time in ms at which it was asked. */
  readonly at: number;
  /** Whether it was well; false also where there was no answer. */
  readonly healthy: boolean;
  /** ms until the answer; null: there was none. */
  readonly latency: number | null;
  /** A few words for people. */
  readonly detail: string | null;
}

/** What a health check answers. */
export interface HealthAnswer {
  /** Whether the other side is well. */
  healthy: boolean;
  /** A few words for people. */
  detail?: string;
}

/**
 * Asks the other side whether it is well. It is not when this throws, or answers `false` or a `HealthAnswer` that says so.
 * @param context its signal aborts when the answer is no longer waited for
 */
export type HealthCheck = (context: { signal: AbortSignal }) => unknown;

/** How a session is asked whether it is well. */
export interface HealthOptions {
  /** Asks the other side whether it is well: throws, or answers `false` or a `HealthAnswer`, when it is not. */
  healthCheck?: HealthCheck;
  /** ms from the end of one health check to the next; checked only on demand unless given. */
  healthEvery?: number;
  /** ms a health check may take; 5000 unless given. */
  healthTimeout?: number;
}

type Verdict = Pick<SessionHealth, 'healthy' | 'detail'>;

/** Looks kept, the last ones. */
const historyLimit = 100;

/** Runs the health checks of one session, never two at a time. */
export class HealthChecker {
  readonly #session: string;
  readonly #check: HealthCheck | undefined;
  readonly #timeout: number;
  readonly #onChecked: (health: SessionHealth) => void;
  readonly #history: SessionHealth[] = [];
  readonly #closed = new AbortController();
  #running: Promise<SessionHealth> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws RangeError when a time is not a number of ms from 0 to 2147483647 */
  constructor(session: string, options: HealthOptions, onChecked: (health: SessionHealth) => void) {
    const { healthCheck, healthEvery, healthTimeout = 5_000 } = options;
    if (healthEvery !== undefined) checkDuration(() => `healthEvery of session "${session}"`, healthEvery);
    checkDuration(() => `healthTimeout of session "${session}"`, healthTimeout);
    this.#session = session;
    this.#check = healthCheck;
    this.#timeout = healthTimeout;
    this.#onChecked = onChecked;
    if (healthCheck && healthEvery !== undefined) HealthChecker.#repeat(new WeakRef(this), healthEvery);
  }

  /** The last looks, oldest first. */
  get history(): readonly SessionHealth[] {
    return [...this.#history];
  }

  /** @throws Error when there is no check, or when the session is closed */
  check(): Promise<SessionHealth> {
    if (!this.#check) throw new Error(`Session "${this.#session}" has no health check: give it a \`healthCheck\`.`);
    if (this.#closed.signal.aborted) throw new Error(`Session "${this.#session}" is closed: it cannot be checked.`);
    this.#running ??= this.#run(this.#check);
    return this.#running;
  }

  /** No more checks; one that runs is not waited for any longer. */
  close(): void {
    clearTimeout(this.#timer);
    this.#closed.abort(new Error('The session was closed.'));
  }

  async #run(check: HealthCheck): Promise<SessionHealth> {
    const at = Date.now();
    const started = performance.now();
    const limit = new AbortController();
    const outOfTime = (): void => limit.abort(timeoutError(`There was no answer within ${this.#timeout} ms.`));
    const timer = setTimeout(outOfTime, this.#timeout);
    // A check is no reason for a program to stay.
    timer.unref();
    const stop = onAbort(this.#closed.signal, (reason) => limit.abort(reason));
    const { healthy, detail } = await Promise.race([ask(check, limit.signal), givenUp(limit.signal)]);
    clearTimeout(timer);
    stop();
    this.#running = undefined;
    const latency = limit.signal.aborted ? null : performance.now() - started;
    const health = { at, healthy, latency, detail };
    this.#history.push(health);
    if (this.#history.length > historyLimit) this.#history.shift();
    if (!this.#closed.signal.aborted) this.#onChecked(health);
    return health;
  }

  /** Between checks only a weak reference is kept: a session that nobody has any more is not to live by its checks. */
  static #repeat(checker: WeakRef<HealthChecker>, every: number): void {
    const alive = checker.deref();
    if (!alive || alive.#closed.signal.aborted) return;
    const again = (): void => HealthChecker.#repeat(checker, every);
    // Whatever goes wrong with one look is no reason for the program to end, nor for the next look not to be.
    const check = (): void => void checker.deref()?.check().then(again, again);
    alive.#timer = runtime.context.outside(() => setTimeout(check, every));
    alive.#timer.unref();
  }
}

/** @returns what the check says; a check that throws says no */
export async function ask(check: HealthCheck, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await check({ signal });
    if (!isAnswer(answer)) return { healthy: answer !== false, detail: null };
    return { healthy: answer.healthy, detail: answer.detail ?? null };
  } catch (error) {
    return { healthy: false, detail: describeError(error) };
  }
}

const isAnswer = (value: unknown): value is HealthAnswer =>
  typeof value === 'object' && value !== null && 'healthy' in value && typeof value.healthy === 'boolean';

const givenUp = (signal: AbortSignal): Promise<Verdict> =>
  new Promise((resolve) => {
    onAbort(signal, (reason) => resolve({ healthy: false, detail: describeError(reason) }));
  });
