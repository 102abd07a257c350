import { EventEmitter } from 'node:events';
import { callAsTask, isAsyncFunction } from '../asyncCall.ts';
import { callbackName } from '../callbackName.ts';
import { patch } from '../patch.ts';
import { startRootTask } from '../registry/rootTask.ts';
import type { Runtime } from '../runtime.ts';
import type { Hook } from './hook.ts';

type Listener = (...args: never[]) => unknown;
type Add = (this: EventEmitter, event: string | symbol, listener: Listener) => unknown;
type Methods = Record<'on' | 'addListener' | 'prependListener' | 'once' | 'prependOnceListener', Add>;

/**
 * Each call of an event listener that is an async function is a task: consumers of queues, handlers of messages. Nobody
 * awaits them, so nobody else knows when they are done. A listener is wrapped in the way `once` of Node does it, with
 * `listener` naming the one that was given; so it is found by `off` and shown by `listeners`.
 */
export const asyncListeners: Hook = {
  name: 'asyncListeners',
  detail: 1,
  enable(runtime) {
    const methods = EventEmitter.prototype as unknown as Methods;
    const state = { on: true };
    const wrapped = (to: object, event: string | symbol, listener: Listener, above: Add): Listener | undefined =>
      state.on && isAsyncFunction(listener) && !isRequest(to, event)
        ? asTask(runtime, state, event, listener, above)
        : undefined;

    const adding = (original: Listener): Add => {
      const add = original as Add;
      return function added(event, listener) {
        return Reflect.apply(add, this, [event, wrapped(this, event, listener, added) ?? listener]);
      };
    };
    const addingOnce =
      (add: 'on' | 'prependListener') =>
      (original: Listener): Add =>
        function added(event, listener) {
          const inner = wrapped(this, event, listener, added);
          if (inner === undefined) return Reflect.apply(original as Add, this, [event, listener]);
          return this[add](event, once(this, event, inner, listener) as never);
        };

    const same = methods.on === methods.addListener;
    const undo = [
      patch(methods, 'on', adding),
      // They are one function, and may be compared.
      patch(methods, 'addListener', same ? () => methods.on : adding),
      patch(methods, 'prependListener', adding),
      patch(methods, 'once', addingOnce('on')),
      patch(methods, 'prependOnceListener', addingOnce('prependListener')),
    ];
    return () => {
      state.on = false;
      for (const each of undo) each();
    };
  },
};

/** The request of an HTTP server is a task already; its server is known by an option that no other emitter has. */
const isRequest = (emitter: object, event: string | symbol): boolean =>
  event === 'request' && 'requestTimeout' in emitter && 'headersTimeout' in emitter;

/** @returns undefined where Node listens to itself */
function asTask(
  runtime: Runtime,
  state: { on: boolean },
  event: string | symbol,
  listener: (...args: never[]) => Promise<unknown>,
  above: Add,
): Listener | undefined {
  const stack = runtime.captureStack(above as Listener);
  if (stack.length === 0 && runtime.capturesSites) return undefined;
  const name = `${String(event)} → ${callbackName(runtime, listener, stack)}`;
  function call(this: unknown, ...args: unknown[]): unknown {
    if (!state.on || !runtime.observed) return Reflect.apply(listener as Listener, this, args);
    const parent = runtime.context.current.task;
    const task = startRootTask(runtime, { name, kind: 'listener', parent, stack });
    return callAsTask(runtime, task, listener, this, args);
  }
  return Object.assign(call, { listener });
}

function once(emitter: EventEmitter, event: string | symbol, inner: Listener, listener: Listener): Listener {
  let isDone = false;
  function call(this: unknown, ...args: unknown[]): unknown {
    if (isDone) return undefined;
    isDone = true;
    emitter.removeListener(event, call);
    return Reflect.apply(inner, this, args) as unknown;
  }
  return Object.assign(call, { listener });
}
