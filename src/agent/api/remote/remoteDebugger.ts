import type { DebugSession, DebugSessionOptions } from './debugSession.ts';
import type { DebugTarget } from './debugTarget.ts';

/** Totals of the sessions of a `RemoteDebugger`. */
export interface DebuggerStatistics {
  /** Sessions that are open. */
  openSessions: number;
  /** Sessions there were, with those that are open. */
  sessions: number;
  /** Breakpoints ever set. */
  breakpoints: number;
  /** Hits of all breakpoints. */
  hits: number;
  /** Expressions evaluated. */
  evaluations: number;
  /** Events told. */
  events: number;
}

/**
 * Debugs this process and others: breakpoints, evaluation, stepping, over V8's inspector.
 *
 * @example
 * ```ts
 * import { RemoteDebugger } from 'async-scope';
 *
 * const sum = await RemoteDebugger.withSession(undefined, (session) => session.evaluate('1 + 2'));
 * console.log(sum.value); // → 3
 * ```
 */
export class RemoteDebugger {
  readonly #open = new Set<DebugSession>();
  /** Of the sessions that have ended. */
  #ended = { sessions: 0, breakpoints: 0, hits: 0, evaluations: 0, events: 0 };

  /**
   * Attaches to a program, does something and ends the session, however that ends.
   * @param target undefined: this process
   * @returns what `fn` returns
   * @throws Error like `attach`, and what `fn` throws
   */
  static async withSession<T>(
    target: DebugTarget | undefined,
    fn: (session: DebugSession) => T | PromiseLike<T>,
    options?: DebugSessionOptions,
  ): Promise<T> {
    const session = await new RemoteDebugger().attach(target, options);
    try {
      return await fn(session);
    } finally {
      await session.close();
    }
  }

  /** The sessions that are open. */
  get sessions(): readonly DebugSession[] {
    return [...this.#open];
  }

  /** Totals of all sessions, those that have ended too. */
  get statistics(): DebuggerStatistics {
    const sum = { openSessions: this.#open.size, ...this.#ended };
    for (const { statistics } of this.#open) addTo(sum, statistics);
    return sum;
  }

  /**
   * Attaches to a program. In this process, the main thread is debugged from a thread of our own, so a breakpoint there
   * is captured and does not stop it.
   * @param target undefined: this process
   * @throws Error saying why that is not possible and what to do
   */
  async attach(target?: DebugTarget, options: DebugSessionOptions = {}): Promise<DebugSession> {
    // Loaded only by programs that debug: what speaks to an inspector is most of this library.
    const [{ openTarget }, { DebugSession }] = await Promise.all([
      import('./openTarget.ts'),
      import('./debugSession.ts'),
    ]);
    const opened = await openTarget(target, options);
    const session = new DebugSession(opened, options, (ended) => this.#onEnd(ended));
    this.#open.add(session);
    try {
      await session.start();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  /** Ends all sessions; never rejects. */
  async closeAll(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.close()));
  }

  /** The same as `closeAll`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.closeAll();
  }

  #onEnd(session: DebugSession): void {
    if (this.#open.delete(session)) addTo(this.#ended, session.statistics);
  }
}

type Totals = Omit<DebuggerStatistics, 'openSessions'>;

function addTo(totals: Totals, { breakpoints, hits, evaluations, events }: Omit<Totals, 'sessions'>): void {
  totals.sessions += 1;
  totals.breakpoints += breakpoints;
  totals.hits += hits;
  totals.evaluations += evaluations;
  totals.events += events;
}
