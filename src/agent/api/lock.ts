import type { EventOf } from '../../protocol/events.ts';
import { innermostOpen } from '../context.ts';
import { runtime } from './runtime.ts';

export interface LockOptions {
  kind?: EventOf<'lock-waiting'>['kind'];
  /** How many may hold it at a time; 1 unless given. */
  permits?: number;
}

/** A wait for a lock, and the hold it becomes. Released once; what comes after that has no effect. */
export class LockHold {
  readonly #id = runtime.nextId();
  readonly #announceWait: () => void;
  #state: 'waiting' | 'held' | 'over' = 'waiting';
  readonly #onReleased: (() => void) | undefined;

  /** @internal Use `trackLock`. */
  constructor(lock: string, options: Required<LockOptions>, onReleased?: () => void) {
    const frame = runtime.context.current;
    const stack = runtime.captureStack(LockHold);
    this.#onReleased = onReleased;
    this.#announceWait = () =>
      runtime.report('lock-waiting', {
        id: this.#id,
        lock,
        kind: options.kind,
        permits: options.permits,
        task: frame.task.id,
        scope: innermostOpen(frame)?.id ?? 0,
        stack: stack as number[],
        holding: [],
      });
    if (!runtime.observed) return;
    runtime.live.set(this.#id, { announce: () => this.#announce() });
    this.#announceWait();
  }

  /** The lock has been got. */
  acquired(): this {
    if (this.#state !== 'waiting') return this;
    this.#state = 'held';
    runtime.report('lock-acquired', { id: this.#id });
    return this;
  }

  /** The lock was given back, or the wait for it given up. */
  released(): void {
    if (this.#state === 'over') return;
    const acquired = this.#state === 'held';
    this.#state = 'over';
    runtime.live.delete(this.#id);
    const task = runtime.context.current.task.id;
    if (runtime.observed) runtime.report('lock-released', { id: this.#id, acquired, task, stack: [] });
    this.#onReleased?.();
  }

  [Symbol.dispose](): void {
    this.released();
  }

  #announce(): void {
    this.#announceWait();
    if (this.#state === 'held') runtime.report('lock-acquired', { id: this.#id });
  }
}

/**
 * A named lock that can be watched: use it as a lock (`acquire`, `run`), or tell it what another lock does (`wait`).
 */
export class TrackedLock {
  readonly name: string;
  readonly #options: Required<LockOptions>;
  readonly #waiters: (() => void)[] = [];
  #free: number;

  /** @internal Use `trackLock`. */
  constructor(name: string, { permits = 1, kind = permits > 1 ? 'semaphore' : 'mutex' }: LockOptions) {
    if (!Number.isSafeInteger(permits) || permits < 1) {
      throw new RangeError(`Lock "${name}" has ${permits} permits; it must be a whole number from 1.`);
    }
    this.name = name;
    this.#options = { permits, kind };
    this.#free = permits;
  }

  /** Waits for the lock, first come first served. Give it back with `released`, or with `using`. */
  async acquire(): Promise<LockHold> {
    const hold = new LockHold(this.name, this.#options, () => this.#giveBack());
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return hold.acquired();
  }

  /** Runs `fn` while holding the lock. */
  async run<T>(fn: () => T | PromiseLike<T>): Promise<T> {
    const hold = await this.acquire();
    try {
      return await fn();
    } finally {
      hold.released();
    }
  }

  /** For a lock of another make: tells that the caller begins to wait for it. */
  wait(): LockHold {
    return new LockHold(this.name, this.#options);
  }

  #giveBack(): void {
    const next = this.#waiters.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/**
 * @param name what people will read; the same name means the same lock to them
 * @throws RangeError when `permits` is not a whole number from 1
 */
export const trackLock = (name: string, options: LockOptions = {}): TrackedLock => new TrackedLock(name, options);
