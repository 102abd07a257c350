import { onAbort } from '../../../common/aborts.ts';

/**
 * Waits for something that may never come.
 * @param signal ends the wait
 * @param start begins it; returns how to give it up
 * @returns what it was waited for; rejects at once with the signal's reason when that aborts first
 */
export function untilAborted<T>(
  signal: AbortSignal | undefined,
  start: (resolve: (value: T) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the program's own
    if (signal?.aborted) return reject(signal.reason);
    const stop = start((value) => {
      stopListening?.();
      resolve(value);
    });
    const stopListening =
      signal &&
      onAbort(signal, (reason) => {
        stop();
        reject(reason);
      });
  });
}

/** @param ms 0 lets other work run first */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  untilAborted<void>(signal, (resolve) => {
    const timer = setTimeout(resolve, ms);
    return () => clearTimeout(timer);
  });
