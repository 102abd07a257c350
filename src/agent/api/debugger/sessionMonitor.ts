import { messageOf } from '../../../common/errors.ts';
import { indicatorsOf } from '../../../model/report/indicators.ts';
import { sessionRow } from '../../../model/report/rows.ts';
import type { OpenSession } from '../../../model/report/schema.ts';
import { openSessions } from '../../../model/selectors.ts';
import { type SessionState, type TaskStatus, sessionStates, taskStatuses } from '../../../protocol/events.ts';
import { abortError } from '../errors.ts';
import { TrackedSession } from '../session.ts';
import { type Id, IdMap, manyIds } from './idMap.ts';
import { locate } from './locate.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';

/** A state it is in, or how it ended. */
export type SessionStatus = SessionState | TaskStatus;

/** Running totals of sessions. */
export interface SessionStatistics {
  /** Sessions ever opened. */
  openedCount: number;
  /** Sessions not closed yet. */
  activeCount: number;
  /** Sessions that ended well. */
  completedCount: number;
  /** Sessions that ended with an error. */
  failedCount: number;
  /** Sessions that ended because they were cancelled. */
  cancelledCount: number;
  /** Sessions that were garbage-collected and not closed. */
  lostCount: number;
  /** Sessions that completed ÷ sessions that ended; null before one has ended. */
  successRate: number | null;
  /** Sessions that failed ÷ sessions that ended; null before one has ended. */
  errorRate: number | null;
}

/** A session that its monitor forgets when it is closed, by whomever. */
class MonitoredSession extends TrackedSession {
  readonly agent: string | undefined;
  readonly #onClosed: (session: MonitoredSession) => void;

  constructor(name: string, type: string, agent: string | undefined, onClosed: (session: MonitoredSession) => void) {
    super(name, { kind: type });
    this.agent = agent;
    this.#onClosed = onClosed;
  }

  override close(error?: unknown): void {
    super.close(error);
    this.#onClosed(this);
  }
}

/** Follows sessions by ids of the program, and tells of all sessions there are. */
export class SessionMonitor {
  readonly #observation: Observation;
  readonly #open = new IdMap<MonitoredSession>(manyIds);

  /** @param options which observation to read */
  constructor({ observation = defaultObservation() }: ObservedBy = {}) {
    this.#observation = observation;
  }

  /**
   * @param sessionId what people will read, and what it is called by here
   * @param type what it is a client of, as in `sdk`, `database`, `socket`
   * @param agent who uses it
   */
  createSession(sessionId: Id, type = 'session', agent?: string): TrackedSession {
    const forget = (closed: MonitoredSession): void => void this.#open.take(sessionId, (each) => each === closed);
    const session = new MonitoredSession(String(sessionId), type, agent, forget);
    this.#open.add(sessionId, session);
    return session;
  }

  /**
   * @param status a state, or how it ended, which also ends it
   * @param error what it failed with
   * @returns whether a session of that id is open
   * @throws RangeError when the status is none
   */
  updateSessionStatus(sessionId: Id, status: SessionStatus, error?: unknown): boolean {
    const session = this.#open.last(sessionId);
    switch (status) {
      case 'created':
        break;
      case 'active':
        session?.active(session.agent);
        break;
      case 'closing':
        session?.closing();
        break;
      case 'closed':
      case 'completed':
        return this.#end(sessionId, error);
      case 'failed':
        return this.#end(sessionId, error ?? new Error('The session failed.'));
      case 'cancelled':
        return this.#end(sessionId, abortError(error === undefined ? 'cancelled' : messageOf(error)));
      default:
        throw new RangeError(`A session cannot be "${String(status)}": give ${statusList}.`);
    }
    return session !== undefined;
  }

  /**
   * It ended well.
   * @returns whether a session of that id was open
   */
  closeSession(sessionId: Id): boolean {
    return this.#end(sessionId, undefined);
  }

  /** Running totals of all sessions of the program, whoever opened them. */
  getStatistics(): SessionStatistics {
    const { statistics } = this.#observation.read();
    const { opened, completed, failed, cancelled, open, lost } = statistics.sessions;
    const ended = completed + failed + cancelled;
    return {
      openedCount: opened,
      activeCount: open,
      completedCount: completed,
      failedCount: failed,
      cancelledCount: cancelled,
      lostCount: lost,
      successRate: indicatorsOf(statistics).sessionSuccessRate,
      errorRate: ended > 0 ? failed / ended : null,
    };
  }

  /** Sessions not closed yet, oldest first. */
  getActiveSessions(): OpenSession[] {
    const { program } = this.#observation;
    return openSessions(program).map((session) => sessionRow(program, session, locate));
  }

  #end(sessionId: Id, error: unknown): boolean {
    const session = this.#open.last(sessionId);
    session?.close(error);
    return session !== undefined;
  }
}

const statusList = [...sessionStates, ...taskStatuses].join(', ');
