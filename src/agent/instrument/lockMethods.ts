import type { LockRecord } from '../registry/lockRecord.ts';
import type { Runtime } from '../runtime.ts';
import type { Above } from '../sites.ts';
import type { LockDefinition } from './definitions.ts';
import { LockState } from './lockState.ts';
import { type Around, patch, wrapped } from './patch.ts';
import { type Callable, isThenable, runHeld, whenOver } from './runHeld.ts';

/** Watches locks as a definition says. What a package calls within itself is not told of. */
export class LockMethods {
  readonly #runtime: Runtime;
  readonly #definition: LockDefinition;
  readonly #states = new WeakMap<object, LockState>();
  #undo: (() => void)[] = [];
  readonly #package: { isRunning: boolean };

  /** @param ofPackage whether a method of the package is running: one for all its definitions */
  constructor(runtime: Runtime, definition: LockDefinition, ofPackage: { isRunning: boolean }) {
    this.#package = ofPackage;
    this.#runtime = runtime;
    this.#definition = definition;
  }

  /** @returns what is to be exported in its place: a class is itself */
  apply(exported: Callable): Callable {
    const { factory, run, acquire, release, cancel } = this.#definition;
    if (factory) return this.#factory(exported);
    const prototype: unknown = exported.prototype;
    if (typeof prototype !== 'object' || prototype === null) return exported;
    for (const name of run) this.#undo.push(patch(prototype, name, this.#running));
    for (const name of acquire) this.#undo.push(patch(prototype, name, this.#acquiring));
    for (const name of release) this.#undo.push(patch(prototype, name, this.#releasing));
    for (const name of cancel) this.#undo.push(patch(prototype, name, this.#cancelling));
    return exported;
  }

  undo(): void {
    for (const each of this.#undo.splice(0)) each();
  }

  #factory(make: Callable): Callable {
    const { replacement, undo } = wrapped(make, ({ original }) => {
      const limit = original();
      if (typeof limit !== 'function') return limit;
      const own = wrapped(limit as Callable, (call) => this.#running({ ...call, self: limit }));
      for (const name of this.#definition.cancel) {
        patch(limit, name, (call) => this.#cancelling({ ...call, self: limit }));
      }
      return own.replacement;
    });
    this.#undo.push(undo);
    return replacement;
  }

  #stateOf(object: unknown): LockState | undefined {
    if ((typeof object !== 'object' || object === null) && typeof object !== 'function') return undefined;
    const known = this.#states.get(object) ?? new LockState(this.#runtime, this.#definition, object);
    this.#states.set(object, known);
    return known;
  }

  #inside<T>(fn: () => T, isInside = true): T {
    const before = this.#package.isRunning;
    this.#package.isRunning = isInside;
    try {
      return fn();
    } finally {
      this.#package.isRunning = before;
    }
  }

  #begin(self: unknown, above: Above, args: unknown[]): { state: LockState; wait: LockRecord } | undefined {
    const { keyed } = this.#definition;
    // Several keys at once are taken one by one.
    if (this.#package.isRunning || !this.#runtime.observed || (keyed && Array.isArray(args[0]))) return undefined;
    const state = this.#stateOf(self);
    const wait = state?.wait(above, keyed ? String(args[0]) : '');
    return state && wait && { state, wait };
  }

  readonly #running: Around = ({ self, args, original, above }) => {
    const at = args.findIndex((arg) => typeof arg === 'function');
    const fn = args[at] as Callable | undefined;
    const begun = fn && this.#begin(self, above, args);
    if (!begun) return original();
    const { state, wait } = begun;
    const outside: Callable = new Proxy(fn, {
      apply: (target, own, given) => this.#inside(() => Reflect.apply(target, own, given) as unknown, false),
    });
    const others = [...args];
    // A function of a keyed lock that takes an argument says by calling that when it is done.
    others[at] =
      this.#definition.keyed && fn.length > 0
        ? untilCalled(wait, outside)
        : runHeld(this.#runtime, wait, outside, undefined, () => {
            if (this.#definition.releasesItself) state.ownReleases += 1;
          });
    const result = this.#inside(() => original(others));
    // What a queue may settle as it is cleared stays the very promise.
    return this.#definition.cancel.length > 0 && this.#definition.acquire.length === 0
      ? result
      : whenOver(result, () => wait.released());
  };

  readonly #acquiring: Around = ({ self, args, original, above }) => {
    const begun = this.#begin(self, above, args);
    if (!begun) return original();
    const { state, wait } = begun;
    const got = (value: unknown): unknown => this.#got(state, wait, value);
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const told = new Proxy(callback as Callable, {
        apply: (target, own, given: unknown[]) => {
          if (given[0]) wait.released();
          else got(given[1]);
          return this.#inside(() => Reflect.apply(target, own, given) as unknown, false);
        },
      });
      return this.#inside(() => original([...args.slice(0, -1), told]));
    }
    const result = this.#inside(() => original());
    // Some give an object with the promise in it.
    const holder = !isThenable(result) && typeof result === 'object' && result !== null ? result : undefined;
    const promise: unknown = holder ? Reflect.get(holder, 'promise') : result;
    if (!isThenable(promise)) {
      wait.released();
      return result;
    }
    const own = promise.then(got, (error: unknown) => {
      wait.released();
      throw error;
    });
    if (!holder) return own;
    Reflect.set(holder, 'promise', own);
    return holder;
  };

  /** @returns what the program gets */
  #got(state: LockState, wait: LockRecord, value: unknown): unknown {
    const { member, pool } = this.#definition;
    state.got(wait, pool ? value : undefined);
    if (member !== undefined && typeof value === 'object' && value !== null) {
      const undo = patch(value, member, ({ original }) => {
        undo();
        wait.released();
        return original();
      });
    }
    const releaser = (fn: unknown): unknown =>
      new Proxy(fn as Callable, {
        apply: (target, own, given) => {
          wait.released();
          return this.#inside(() => Reflect.apply(target, own, given) as unknown);
        },
      });
    if (pool) return value;
    if (typeof value === 'function') return releaser(value);
    return Array.isArray(value) && typeof value[1] === 'function' ? [value[0], releaser(value[1])] : value;
  }

  readonly #releasing: Around = ({ self, args, original }) => {
    if (!this.#package.isRunning) this.#states.get(self as object)?.gaveBack(args[0]);
    return original();
  };

  readonly #cancelling: Around = ({ self, original }) => {
    const result = original();
    this.#states.get(self as object)?.cancelled();
    return result;
  };
}

/** The first argument of `fn` is what it calls when it is done. */
const untilCalled = (wait: LockRecord, fn: Callable): Callable =>
  new Proxy(fn, {
    apply(target, self, [done, ...others]: unknown[]) {
      wait.acquired();
      const told = new Proxy(done as Callable, {
        apply(inner, own, given) {
          wait.released();
          return Reflect.apply(inner, own, given) as unknown;
        },
      });
      return Reflect.apply(target, self, [told, ...others]) as unknown;
    },
  });
