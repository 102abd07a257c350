import type { CauseClass } from '../../../protocol/causeClasses.ts';
import { lockRow } from '../../../model/report/rows.ts';
import type { OpenLock } from '../../../model/report/schema.ts';
import { busyLocks } from '../../../model/selectors.ts';
import { LockHold } from '../lock.ts';
import { runtime } from '../runtime.ts';
import { type Id, IdMap, manyIds } from './idMap.ts';
import { locate } from './locate.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';

/** Running totals of locks. */
export interface LockStatistics {
  /** How often a lock was acquired. */
  acquiredCount: number;
  /** How often somebody had to wait. */
  contendedCount: number;
  /** Locks held now, each holder counted. */
  activeCount: number;
  /** How many wait for a lock now. */
  waitingCount: number;
  /** ms; null before the first release. */
  meanHeldTime: number | null;
  /** ms. */
  longestHeldTime: number;
  /** Locks held too long, also those that still are. */
  timeoutCount: number;
  /** Locks still held although the task that acquired them has ended. */
  leakCount: number;
}

const mutex = { kind: 'mutex', permits: 1, object: 0 } as const;

interface Held {
  hold: LockHold;
  task: number;
}

/**
 * Notes who holds which lock. It locks nothing itself: tell it where the program's own lock was acquired and released,
 * or use `trackLock` of the library, whose locks it shows with their waiters.
 */
export class LockMonitor {
  readonly #observation: Observation;
  readonly #held = new IdMap<Held>(manyIds);

  /** @param options which observation to read */
  constructor({ observation = defaultObservation() }: ObservedBy = {}) {
    this.#observation = observation;
  }

  /**
   * The program has acquired a lock.
   * @param taskId who holds it, by an id of the program or of the library; the current task unless given
   * @param taskName what people will read of a task that is new
   */
  acquireLock(name: string, taskId?: Id, taskName = String(taskId)): LockHold {
    const acquire = (): LockHold => {
      const hold = new LockHold({ ...mutex, name }, () => this.#held.take(name, (held) => held.hold === hold));
      this.#held.add(name, { hold, task: runtime.context.current.task.id });
      return hold.acquired();
    };
    return taskId === undefined ? acquire() : this.#observation.tasks.within(taskId, taskName, acquire);
  }

  /**
   * The program has released a lock: the one the current task acquired last, else whichever was.
   * @returns whether a lock of that name was held
   */
  releaseLock(name: string): boolean {
    const { id } = runtime.context.current.task;
    const held = this.#held.last(name, ({ task }) => task === id) ?? this.#held.last(name);
    held?.hold.released();
    return held !== undefined;
  }

  /** Running totals of all locks of the program, whoever acquired them. */
  getStatistics(): LockStatistics {
    const { acquired, contended, held, waiting, heldTotal, heldLongest } = this.#observation.read().statistics.locks;
    const released = acquired - held;
    return {
      acquiredCount: acquired,
      contendedCount: contended,
      activeCount: held,
      waitingCount: waiting,
      meanHeldTime: released > 0 ? heldTotal / released : null,
      longestHeldTime: heldLongest,
      timeoutCount: this.#found('lock-held-too-long', () => true),
      leakCount: this.#found('lock-leaked', (isOver) => !isOver),
    };
  }

  /** Locks that are held or waited for, with their holders and waiters. */
  getActiveLocks(): OpenLock[] {
    const { program } = this.#observation;
    return busyLocks(program).map((lock) => lockRow(program, lock, locate));
  }

  #found(cause: CauseClass, counts: (isOver: boolean) => boolean): number {
    return this.#observation
      .read()
      .findings.filter(({ kind, resolvedAt }) => kind === cause && counts(resolvedAt !== undefined))
      .reduce((sum, { count }) => sum + count, 0);
  }
}
