import type { EventOf } from '../../protocol/events.ts';
import { type Frame, innermostOpen } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import type { FlowHold } from './heldLocks.ts';
import type { Announced } from './live.ts';

/** A lock of another make, as it is told to the host. */
export interface WatchedLock {
  readonly name: string;
  readonly kind: EventOf<'lock-waiting'>['kind'];
  readonly permits: number;
  /** Its identity; 0: all of this name are one lock. */
  readonly object: number;
}

/** A wait for a lock that the program does not tell of, and the hold it becomes. */
export class LockRecord implements Announced, FlowHold {
  readonly id: number;
  readonly frame: Frame;
  readonly #runtime: Runtime;
  readonly #lock: WatchedLock;
  readonly #stack: readonly number[];
  readonly #holding: number[];
  readonly #onOver: (() => void) | undefined;
  #state: 'waiting' | 'held' | 'over' = 'waiting';

  /** To be made in the turn in which the lock is asked for: the stack says what the flow holds. */
  constructor(runtime: Runtime, lock: WatchedLock, stack: readonly number[], onOver?: () => void) {
    this.id = runtime.nextId();
    this.frame = runtime.context.current;
    this.#runtime = runtime;
    this.#lock = lock;
    this.#stack = stack;
    this.#onOver = onOver;
    this.#holding = runtime.heldLocks.any ? runtime.heldLocks.awaiting().map(({ id }) => id) : [];
    runtime.live.set(this.id, this);
    this.announce();
  }

  get isHeld(): boolean {
    return this.#state === 'held';
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  announce(): void {
    this.#runtime.report('lock-waiting', {
      id: this.id,
      lock: this.#lock.name,
      kind: this.#lock.kind,
      permits: this.#lock.permits,
      task: this.frame.task.id,
      scope: innermostOpen(this.frame)?.id ?? 0,
      stack: this.#stack as number[],
      holding: this.#holding,
      object: this.#lock.object,
      origin: 'platform',
    });
    if (this.isHeld) this.#runtime.report('lock-acquired', { id: this.id });
  }

  acquired(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'held';
    this.#runtime.report('lock-acquired', { id: this.id });
  }

  /** It was given back, or the wait was given up. */
  released(): void {
    if (this.#state === 'over') return;
    const acquired = this.#state === 'held';
    this.#state = 'over';
    this.#runtime.live.delete(this.id);
    this.#runtime.report('lock-released', {
      id: this.id,
      acquired,
      task: this.#runtime.context.current.task.id,
      stack: [],
    });
    this.#onOver?.();
  }
}
