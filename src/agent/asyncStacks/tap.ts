import { builtin } from './builtin.ts';

/** Frames of asynchronous functions that are followed from one promise. */
const deepest = 200;
/** More frames than fit on a stack. With `Infinity`, V8 14 aborts the process while a debugger has enabled `Runtime`. */
const unlimited = 1_000_000;
/** Promises asked about in one go: what that needs is garbage before much of it is there. */
const atOnce = 2_000;

/** What is in the private context. */
interface Prober {
  /** Prepares to ask about the promises `from` up to `to`. Frames up to that of `above` are left out: each costs. */
  prime(promises: readonly unknown[], from: number, to: number, visit: Visit, above: object): void;
  /** Asks; to be called by the script whose end runs the reactions. */
  start(): void;
  /** Forgets, and throws what `visit` has thrown. */
  end(): void;
  /** How many frames the stack of the caller has; before the asynchronous ones V8 tells those. */
  synchronousDepth(): number;
  /** Sets how many frames V8 tells. */
  limit(frames: number): void;
  /** A pending promise that an asynchronous function named `awaiting` awaits. */
  readonly known: unknown;
}

/** Called with the asynchronous part of a stack, innermost first, and which promise it belongs to. */
export type Visit = (index: number, sites: readonly NodeJS.CallSite[], from: number) => void;

/**
 * V8 tells who awaits the promise that the running reaction will resolve, as part of a stack ("zero-cost async stack
 * traces", https://v8.dev/docs/stack-trace-api). So a reaction of a promise of ours takes a stack, and what it resolves is,
 * for V8, the promise that is asked about: our promise has a species constructor that makes `then` take that one for the
 * one to resolve, and gives functions that do nothing for resolving it. It gets no reaction, is not marked as handled and
 * is never settled by this.
 *
 * All of it runs in a context with microtasks of its own: at once, and none of the program's with it.
 */
const source = `(() => {
  'use strict';
  const { then } = Promise.prototype;
  const { setPrototypeOf } = Object;
  const { captureStackTrace } = Error;
  const nothing = () => {};
  const settled = Promise.resolve();
  let promises, from, to, visit, above, current, index, failure;
  const Species = function (executor) {
    executor(nothing, nothing);
    return current;
  };
  const leading = Object.create(Promise.prototype, { constructor: { value: { [Symbol.species]: Species } } });
  Error.prepareStackTrace = (_, sites) => {
    if (visit === undefined) return sites;
    let first = 0;
    while (first < sites.length && !sites[first].isAsync()) first += 1;
    if (first < sites.length) visit(index, sites, first);
    return '';
  };
  const ask = (which) => () => {
    if (failure !== undefined) return;
    try {
      index = which;
      const holder = {};
      captureStackTrace(holder, above);
      holder.stack;
    } catch (error) {
      failure = { error };
    }
  };
  const api = {
    prime(list, first, last, onStack, start) {
      above = start;
      promises = list;
      from = first;
      to = last;
      visit = onStack;
    },
    start() {
      for (let which = from; which < to; which += 1) {
        const question = then.call(settled, ask(which));
        setPrototypeOf(question, leading);
        current = promises[which];
        then.call(question, nothing);
      }
      current = promises = undefined;
    },
    end() {
      const failed = failure;
      visit = above = failure = undefined;
      if (failed !== undefined) throw failed.error;
    },
    synchronousDepth() {
      Error.stackTraceLimit = ${unlimited};
      const holder = {};
      captureStackTrace(holder);
      return holder.stack.length;
    },
    limit(frames) {
      Error.stackTraceLimit = frames;
    },
    known: new Promise(nothing),
  };
  (async function awaiting() {
    await api.known;
  })();
  return api;
})()`;

/** Hidden from the debugger, as whatever has such a name. */
const filename = 'async-scope-stacks.cdp';

/** Asks V8 who awaits promises. Nothing of it is there before it is needed. */
export class Tap {
  readonly #prober: Prober;
  readonly #start: () => void;

  /** @throws Error when this Node does not tell who awaits a promise */
  constructor() {
    const vm = builtin.vm();
    const context = vm.createContext(Object.create(null) as object, {
      microtaskMode: 'afterEvaluate',
      name: 'Async Scope',
    });
    const prober = vm.runInContext(source, context, { filename }) as Prober;
    const start = new vm.Script('start()', { filename });
    Reflect.set(context, 'start', prober.start);
    this.#prober = prober;
    this.#start = () => {
      start.runInContext(context);
    };
    this.#test();
  }

  /**
   * Synchronous. Objects that are no promises, and promises that nobody awaits, are passed over.
   * @param visit must not keep what it is given
   */
  ask(promises: readonly unknown[], visit: Visit): void {
    this.#prober.limit(deepest + this.#prober.synchronousDepth());
    for (let from = 0; from < promises.length; from += atOnce) {
      this.#prober.prime(promises, from, Math.min(promises.length, from + atOnce), visit, this.#start);
      this.#start();
      this.#prober.end();
    }
  }

  /** What this rests on is in no standard, so each program is asked about something known first. */
  #test(): void {
    let name: string | null = null;
    this.ask([this.#prober.known], (_, sites, from) => {
      name = sites[from]?.getFunctionName() ?? null;
    });
    if (name === 'awaiting') return;
    throw new Error(
      'V8 does not tell here who awaits a promise: the program runs with --no-async-stack-traces, or on a Node that this version of Async Scope does not know.',
    );
  }
}
