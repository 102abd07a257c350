import { setTimeout as delay } from 'node:timers/promises';

/** Stands for the work that a real program would wait for: a model that thinks, a disk that writes. */
export const pretendToWork = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal });

/** When the streaming query is abandoned, ms after the start. */
export const violationDelay = Number(process.env['ORCHESTRA_DELAY_MS'] ?? 3_000);

/** Whatever ends because the program ends is no failure. */
export function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
