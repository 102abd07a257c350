import type { EventOf } from '../../protocol/events.ts';
import { innermostOpen } from '../context.ts';
import { runtime } from './runtime.ts';

/** What a lock is like. */
export interface LockOptions {
  /** What people will read; `mutex`, or `semaphore` where there are several permits, unless given. */
  kind?: EventOf<'lock-waiting'>['kind'];
  /** How many may hold it at a time; 1 unless given. */
  permits?: number;
}

/** What a lock is, as far as it is told. */
export interface LockFacts extends Required<LockOptions> {
  readonly name: string;
  /** The lock's own identity; 0: it is known by its name. */
  readonly object: number;
}

/** @param acquired false: the wait was given up */
type OnOver = (hold: LockHold, acquired: boolean) => void;

/**
 * A wait for a lock, and the hold it becomes. It ends once; what comes after that has no effect. A hold of a lock of
 * ours is given back with `release`, or with `using`; one that stands for a hold of another make is told what happened.
 */
export class LockHold {
  /** Unique within the process. */
  readonly id = runtime.nextId();
  readonly #lock: LockFacts;
  readonly #frame = runtime.context.current;
  readonly #stack: readonly number[];
  readonly #onOver: OnOver | undefined;
  #state: 'waiting' | 'held' | 'over' = 'waiting';
  #since = Date.now();
  /** The flow's other holds, once the wait has been told. */
  #holding: readonly number[] | undefined;

  /**
   * @internal Use `trackLock`, or a `Mutex`.
   * @param onOver called once, at the end
   * @param tellsAtOnce false: `tell` is called later
   */
  constructor(lock: LockFacts, onOver?: OnOver, tellsAtOnce = true) {
    this.#lock = lock;
    this.#onOver = onOver;
    this.#stack = runtime.captureStack(LockHold);
    if (tellsAtOnce) this.tell([]);
  }

  /** The task that asked for the lock. */
  get owner(): { readonly id: number; readonly name: string } {
    return this.#frame.task;
  }

  /** Unix time in ms from which it has been held, or, before that, waited for. */
  get since(): number {
    return this.#since;
  }

  /** @internal */
  get isHeld(): boolean {
    return this.#state === 'held';
  }

  /** @internal */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /**
   * @internal Tells of the wait, and of what became of it meanwhile.
   * @param holding what the waiting flow holds and gives back only after this wait
   */
  tell(holding: readonly number[]): void {
    if (!runtime.observed || this.isOver) return;
    this.#holding = holding;
    runtime.live.set(this.id, this);
    this.announce();
  }

  /** Tells that the lock of another make was got. */
  acquired(): this {
    if (this.#state !== 'waiting') return this;
    this.#state = 'held';
    this.#since = Date.now();
    if (this.#holding) runtime.report('lock-acquired', { id: this.id });
    return this;
  }

  /** Tells that the lock of another make was given back, or the wait for it given up. */
  released(): void {
    if (this.#state === 'over') return;
    const acquired = this.#state === 'held';
    this.#state = 'over';
    if (this.#holding) this.#tellOver(acquired);
    this.#onOver?.(this, acquired);
  }

  /** Gives the lock back. */
  release(): void {
    this.released();
  }

  /** Gives the lock back. */
  [Symbol.dispose](): void {
    this.released();
  }

  /** @internal */
  announce(): void {
    runtime.report('lock-waiting', {
      id: this.id,
      lock: this.#lock.name,
      kind: this.#lock.kind,
      permits: this.#lock.permits,
      task: this.owner.id,
      scope: innermostOpen(this.#frame)?.id ?? 0,
      stack: this.#stack as number[],
      holding: this.#holding as number[],
      object: this.#lock.object,
      origin: 'library',
    });
    if (this.isHeld) runtime.report('lock-acquired', { id: this.id });
  }

  /** @internal The flow that has this hold waits for the same lock with `wait`. */
  reentered(wait: LockHold): void {
    this.#violated('lock-reentered', wait.owner, wait.#stack);
  }

  #tellOver(acquired: boolean): void {
    runtime.live.delete(this.id);
    const { task } = runtime.context.current;
    // A permit of a semaphore or a pool may be handed on; a mutex is for its owner to release.
    const isForeign = acquired && this.#lock.kind === 'mutex' && task !== this.#frame.task;
    const stack = isForeign ? runtime.captureStack(LockHold.prototype.released) : [];
    if (runtime.observed) {
      runtime.report('lock-released', { id: this.id, acquired, task: task.id, stack: stack as number[] });
    }
    if (isForeign) this.#violated('released-by-non-owner', task, stack);
  }

  #violated(
    cause: 'lock-reentered' | 'released-by-non-owner',
    current: { readonly id: number; readonly name: string },
    exitStack: readonly number[],
  ): void {
    const fields = {
      cause,
      scope: this.id,
      other: 0,
      name: this.#lock.name,
      ownerTask: this.owner.id,
      currentTask: current.id,
      enterStack: this.#stack as number[],
      exitStack: exitStack as number[],
      cancelReason: null,
    };
    runtime.violated(fields, { owner: this.owner.name, current: current.name });
  }
}
