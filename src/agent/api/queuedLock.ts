import { onAbort } from '../../common/aborts.ts';
import { LinkedList } from '../../common/linkedList.ts';
import type { Cancellation } from './cancellation.ts';
import { checkDuration } from './checks.ts';
import { currentCancellation } from './current.ts';
import { timeoutError } from './errors.ts';
import { type LockFacts, LockHold, type LockOptions } from './lockHold.ts';
import { checkName, checkOptions, checkSignal, type OptionNames } from './options.ts';
import { runtime } from './runtime.ts';

/** How long a lock is waited for. */
export interface AcquireOptions {
  /** Ends the wait when it aborts. */
  signal?: AbortSignal;
  /** ms after which the wait ends. Until then the program stays alive for it. */
  timeout?: number;
}

/** Somebody who holds a lock or waits for it. */
export interface LockUser {
  /** As in `LockHold.id`. */
  readonly id: number;
  /** The task that holds or waits. */
  readonly task: { readonly id: number; readonly name: string };
  /** Unix time in ms from which the lock has been held or waited for. */
  readonly since: number;
}

interface Waiter {
  readonly hold: LockHold;
  readonly grant: () => void;
}

const noOptions: AcquireOptions = {};
const optionNames: OptionNames<AcquireOptions> = { signal: true, timeout: true };

/**
 * What all locks of ours share: so many permits, given first come first served. A permit given back goes straight to the
 * first who waits, so nobody who comes later can be faster.
 */
export class QueuedLock {
  /** What people read. */
  readonly name: string;
  readonly #facts: LockFacts;
  /** All holds and waits, in the order they came. */
  readonly #users = new Set<LockHold>();
  readonly #queue = new LinkedList<Waiter>();
  #free: number;

  /**
   * @internal
   * @param object its identity; 0: all of this name are one lock
   */
  constructor(name: string, { permits, kind }: Required<LockOptions>, object = runtime.nextId()) {
    checkName(name, "new Mutex('account 7')");
    if (!Number.isSafeInteger(permits) || permits < 1) {
      throw new RangeError(`Lock "${name}" has ${permits} permits; it must be a whole number from 1.`);
    }
    this.name = name;
    this.#facts = { name, permits, kind, object };
    this.#free = permits;
  }

  /** How many may hold it at a time. */
  get permits(): number {
    return this.#facts.permits;
  }

  /** Who holds it, in the order they asked for it. */
  get holders(): readonly LockUser[] {
    return [...this.#users].filter((user) => user.isHeld).map(asUser);
  }

  /** Who waits for it; the first is the next to get it. */
  get waiters(): readonly LockUser[] {
    return [...this.#users].filter((user) => !user.isHeld).map(asUser);
  }

  /**
   * Waits for the lock, first come first served. Give it back with `release`, or with `using`.
   * @returns rejects with the reason when `signal` aborts or the task or scope the caller is in is cancelled, and with
   * a TimeoutError that names the holder when `timeout` is over; the wait then leaves nothing behind
   * @throws RangeError when the timeout is not a number of ms from 0 to 2147483647
   */
  async acquire(options: AcquireOptions = noOptions): Promise<LockHold> {
    if (options !== noOptions) checkOptions(() => `The options for lock "${this.name}"`, options, optionNames);
    const { signal, timeout } = options;
    checkSignal(() => `the wait for lock "${this.name}"`, signal);
    if (timeout !== undefined) checkDuration(() => `The timeout for lock "${this.name}"`, timeout);
    const cancellation = currentCancellation();
    cancellation?.throwIfCancelled();
    signal?.throwIfAborted();
    const nested = runtime.observed && runtime.heldLocks.any;
    const hold = this.#newHold(!nested);
    const turn = this.#take(hold) ? undefined : this.#turn(hold, { signal, timeout, cancellation });
    if (nested) {
      // Only after two turns of the microtask queue do those who await this function stand on its stack.
      await Promise.resolve();
      await Promise.resolve();
      this.#tellNested(hold);
    }
    if (turn) await turn;
    return hold;
  }

  /** Takes the lock if it is free now. */
  tryAcquire(): LockHold | undefined {
    if (this.#free === 0) return undefined;
    const hold = this.#newHold(true);
    this.#take(hold);
    return hold;
  }

  /**
   * Runs `fn` while holding the lock.
   * @returns what `fn` returns; rejects with what it throws, or as `acquire` does
   */
  async run<T>(fn: () => T | PromiseLike<T>, options: AcquireOptions = noOptions): Promise<T> {
    const hold = await this.acquire(options);
    try {
      return await (runtime.observed ? runtime.heldLocks.run(hold, fn) : fn());
    } finally {
      hold.release();
    }
  }

  /** @internal A hold of a lock of another make, in which this one stands for it. */
  protected follow(): LockHold {
    const hold = new LockHold(this.#facts, (over) => this.#users.delete(over));
    this.#users.add(hold);
    return hold;
  }

  readonly #onOver = (hold: LockHold, acquired: boolean): void => {
    this.#users.delete(hold);
    if (acquired) this.#giveBack();
  };

  #newHold(tellsAtOnce: boolean): LockHold {
    const hold = new LockHold(this.#facts, this.#onOver, tellsAtOnce);
    this.#users.add(hold);
    return hold;
  }

  #take(hold: LockHold): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    hold.acquired();
    return true;
  }

  #giveBack(): void {
    const next = this.#queue.first;
    if (next) next.value.grant();
    else this.#free += 1;
  }

  /** Resolves when the hold has got the lock. */
  #turn(
    hold: LockHold,
    { signal, timeout, cancellation }: AcquireOptions & { cancellation: Cancellation | undefined },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.remove(link);
        clearTimeout(timer);
        for (const stop of stops) stop();
      };
      const giveUp = (reason: unknown): void => {
        leave();
        hold.release();
        reject(reason);
      };
      const grant = (): void => {
        leave();
        hold.acquired();
        resolve();
      };
      const link = this.#queue.add({ hold, grant });
      const stops = [signal, cancellation?.signal].flatMap((each) => (each ? [onAbort(each, giveUp)] : []));
      const timer = timeout === undefined ? undefined : setTimeout(() => giveUp(this.#tookTooLong(timeout)), timeout);
    });
  }

  #tookTooLong(timeout: number): Error {
    const [holder] = this.holders;
    const { permits } = this.#facts;
    const held = holder && `task "${holder.task.name}" has held it for ${Date.now() - holder.since} ms`;
    const who = permits > 1 ? `all ${permits} permits are held; ${held}` : held;
    return timeoutError(`Lock "${this.name}" was not acquired within ${timeout} ms: ${who}.`);
  }

  #tellNested(hold: LockHold): void {
    const held = runtime.heldLocks.awaiting();
    hold.tell(held.map(({ id }) => id));
    if (this.#facts.kind !== 'mutex' || hold.isHeld || hold.isOver) return;
    [...this.#users].find((each) => held.includes(each))?.reentered(hold);
  }
}

const asUser = ({ id, owner, since }: LockHold): LockUser => ({
  id,
  task: { id: owner.id, name: owner.name },
  since,
});
