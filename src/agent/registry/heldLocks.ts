import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '../context.ts';
import { platform } from '../platform.ts';
import { callSites } from '../sites.ts';
import type { TaskRecord } from './taskRecord.ts';

/** A hold as a flow has it. */
export interface FlowHold {
  readonly id: number;
  readonly isHeld: boolean;
}

/** Work done while a lock is held, in a function by whose name the holder is found on a stack. */
interface Holding {
  readonly name: string;
  readonly whileHeld: <T>(fn: () => T | PromiseLike<T>) => Promise<T>;
}

interface Held {
  readonly hold: FlowHold;
  readonly holding: Holding;
}

interface Flow {
  readonly task: TaskRecord;
  readonly held: readonly Held[];
}

const none: readonly Held[] = [];
/** Frames looked through for a holder. */
const searchDepth = 200;

/**
 * Which locks a flow holds that it gives back only when it goes on. The asynchronous context tells what was started
 * while a lock was held. That is not enough: what was started and not waited for (a timer, a promise nobody awaits) does
 * not keep the lock from being given back. Who waits for whom is told by V8: its stacks go on with the functions that
 * await the running one.
 */
export class HeldLocks {
  readonly #context: Context;
  /** Made when it is needed: each one costs every promise something. */
  #storage: AsyncLocalStorage<Flow> | undefined;
  /** Their names are used again, so that they need not be made for each hold. */
  readonly #idle: Holding[] = [];
  #made = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Runs `fn`, at the end of which `hold` is given back. */
  async run<T>(hold: FlowHold, fn: () => T | PromiseLike<T>): Promise<T> {
    const holding = this.#idle.pop() ?? this.#make();
    const flow: Flow = { task: this.#context.current.task, held: [...this.#current, { hold, holding }] };
    this.#storage ??= new platform.AsyncLocalStorage<Flow>();
    try {
      return await this.#storage.run(flow, () => holding.whileHeld(fn));
    } finally {
      this.#idle.push(holding);
    }
  }

  /** Something is held in this asynchronous context. */
  get any(): boolean {
    return this.#current.length > 0;
  }

  /**
   * The holds that are given back only after the calling async function has ended, in the order they were got. To be
   * asked a few turns after that function was called, when its callers have come to await it.
   */
  awaiting(): FlowHold[] {
    const sites = callSites(searchDepth, HeldLocks.prototype.awaiting);
    const names = new Set(sites.map((site) => site.getFunctionName()));
    return this.#current.filter(({ holding }) => names.has(holding.name)).map(({ hold }) => hold);
  }

  /** Held in the task that runs: what another task holds, or waits for, is another flow. */
  get #current(): readonly Held[] {
    const flow = this.#storage?.getStore();
    return flow?.task === this.#context.current.task ? flow.held.filter(({ hold }) => hold.isHeld) : none;
  }

  #make(): Holding {
    this.#made += 1;
    const name = `asyncScope.holding #${this.#made}`;
    const whileHeld = async <T>(fn: () => T | PromiseLike<T>): Promise<T> => await fn();
    return { name, whileHeld: Object.defineProperty(whileHeld, 'name', { value: name }) };
  }
}
