import type { Runtime } from '../runtime.ts';
import { ownScript } from '../sites.ts';
import { type NodeSignals, nodeSignals } from './abortSignals/nodeSignals.ts';
import { onRead } from './onRead.ts';
import { passThrough, replace } from './abortSignals/replace.ts';
import { SignalWatch } from './abortSignals/signalWatch.ts';
import type { Hook } from './hook.ts';

/**
 * The signals of the platform are cancel scopes: those of controllers, of `AbortSignal.timeout` and of
 * `AbortSignal.any`. A controller that nobody listens to is of no concern and costs nothing: neither it nor its class is
 * touched. Listeners and aborts are seen where Node itself looks up what to call.
 */
export const abortSignals: Hook = {
  name: 'abortSignals',
  detail: 1,
  enable(runtime) {
    const node = nodeSignals();
    return node ? watch(runtime, node) : () => undefined;
  },
};

function watch(runtime: Runtime, node: NodeSignals): () => void {
  const watched = new SignalWatch(runtime, node);
  const script = ownScript();
  const onSignal =
    (note: (signal: AbortSignal) => void) =>
    (of: object): void => {
      // Somebody may look at the prototype.
      if (of !== AbortSignal.prototype) note(of as AbortSignal);
    };
  const listening = (signal: AbortSignal): void => watched.listening(signal, listening);
  const dispatching = (signal: AbortSignal): void => watched.dispatching(signal, dispatching);
  const undo = [
    onRead(AbortSignal.prototype, node.newListener, onSignal(listening)),
    onRead(
      AbortSignal.prototype,
      node.removeListener,
      onSignal((signal) => watched.notListening(signal)),
    ),
    onRead(AbortSignal.prototype, node.dispatch, onSignal(dispatching)),
    replace(AbortController.prototype, 'signal', 'get', (original) => {
      const holder = {
        get signal(): unknown {
          const signal = passThrough(script, original, this, []);
          if (signal instanceof AbortSignal) watched.met(signal, 'AbortController', null, reader);
          return signal;
        },
      };
      const reader = Object.getOwnPropertyDescriptor(holder, 'signal')?.get ?? original;
      return reader;
    }),
    replace(AbortSignal, 'timeout', 'value', (original) => {
      const holder = {
        timeout(...args: unknown[]): unknown {
          const signal = passThrough(script, original, this, args);
          const [delay] = args;
          if (signal instanceof AbortSignal)
            watched.met(signal, `timeout of ${String(delay)} ms`, Number(delay), timeout);
          return signal;
        },
      };
      const { timeout } = holder;
      return timeout;
    }),
    replace(AbortSignal, 'any', 'value', (original) => {
      const holder = {
        any(...args: unknown[]): unknown {
          const signal = passThrough(script, original, this, args);
          if (signal instanceof AbortSignal) watched.met(signal, 'AbortSignal.any', null, any);
          return signal;
        },
      };
      const { any } = holder;
      return any;
    }),
  ];
  return () => {
    for (const each of undo.toReversed()) each();
    watched.stop();
  };
}
