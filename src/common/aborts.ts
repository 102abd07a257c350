type Listener = (reason: unknown) => void;

/** Who waits for a signal. Node before 22 warns of more than ten listeners, and many may wait for one signal. */
const waiting = new WeakMap<AbortSignal, Set<Listener>>();

function listenersOf(signal: AbortSignal): Set<Listener> {
  const known = waiting.get(signal);
  if (known) return known;
  const made = new Set<Listener>();
  waiting.set(signal, made);
  signal.addEventListener(
    'abort',
    () => {
      waiting.delete(signal);
      for (const listener of made) listener(signal.reason);
    },
    { once: true },
  );
  return made;
}

/**
 * Calls `listener` when the signal aborts, never for one that has aborted before.
 * @param listener must not throw; each may be added once
 * @returns how to stop listening
 */
export function onAbort(signal: AbortSignal, listener: Listener): () => void {
  if (signal.aborted) return () => undefined;
  const listeners = listenersOf(signal);
  listeners.add(listener);
  return () => listeners.delete(listener);
}
