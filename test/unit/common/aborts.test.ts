import { describe, expect, it } from 'vitest';
import { onAbort } from '../../../src/common/aborts.ts';

describe('waiting for a signal to abort', () => {
  it('tells everybody who still waits, once', () => {
    const controller = new AbortController();
    const told: string[] = [];
    onAbort(controller.signal, (reason) => told.push(`first ${String(reason)}`));
    const stop = onAbort(controller.signal, () => told.push('second'));
    onAbort(controller.signal, () => told.push('third'));
    stop();
    controller.abort('enough');
    controller.abort('again');
    expect(told).toEqual(['first enough', 'third']);
  });

  it('is over at once where the signal has aborted', () => {
    const told: unknown[] = [];
    onAbort(AbortSignal.abort('before'), (reason) => told.push(reason))();
    expect(told).toEqual([]);
  });

  it('takes one listener, however many wait', () => {
    const { signal } = new AbortController();
    let added = 0;
    signal.addEventListener = () => {
      added += 1;
    };
    for (let index = 0; index < 20; index += 1) onAbort(signal, () => undefined);
    expect(added).toBe(1);
  });
});
