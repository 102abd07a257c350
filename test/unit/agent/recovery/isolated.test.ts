import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CancelScope,
  currentScope,
  currentTask,
  isolated,
  type OnCleanup,
  TaskGroup,
} from '../../../../src/agent/api/index.ts';
import { Recorder } from '../recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** Rejects when the signal aborts, as work that minds it does. */
const untilCancelled = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('isolated work', () => {
  it('gives its result', async () => {
    expect(await isolated('work', () => 'done')).toBe('done');
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
  });

  it('runs in a task and a shielded scope of its own, apart from those of the caller', async () => {
    await CancelScope.run('outer', async () => {
      const caller = currentTask().id;
      await isolated('work', ({ scope }) => {
        expect(currentTask()).toMatchObject({ name: 'work' });
        expect(currentTask().id).not.toBe(caller);
        expect(currentScope()).toBe(scope);
        expect([scope.parent, scope.shield]).toEqual([undefined, true]);
      });
    });
    expect(heard.violations).toEqual([]);
  });

  it('leaves the caller in its own scope', async () => {
    await CancelScope.run('outer', async (scope) => {
      await isolated('work', () => CancelScope.enter('left open'));
      expect(currentScope()).toBe(scope);
    });
  });

  it('is not reached by a cancellation of the caller', async () => {
    const result = TaskGroup.run('outer', async (group) => {
      let finish: (text: string) => void = () => undefined;
      const running = isolated('work', async ({ signal }) => {
        const text = await new Promise<string>((resolve) => (finish = resolve));
        return signal.aborted ? 'cancelled' : text;
      });
      group.cancel('enough');
      finish('done');
      return running;
    });
    expect(await result).toBe('done');
  });

  it('is cancelled by its signal, with the reason of that', async () => {
    const aborter = new AbortController();
    const reason = new Error('enough');
    const running = outcome(isolated('work', ({ signal }) => untilCancelled(signal), { signal: aborter.signal }));
    aborter.abort(reason);
    expect(await running).toBe(reason);
    expect(heard.of('task-ended')).toMatchObject([{ status: 'cancelled' }]);
  });

  it('is cancelled from the start by a signal that has aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await isolated('work', (own) => own.signal.aborted, { signal })).toBe(true);
  });

  it('is cancelled when its time is over', async () => {
    const running = outcome(isolated('work', ({ signal }) => untilCancelled(signal), { timeout: 1_000 }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await running).toMatchObject({ name: 'TimeoutError' });
  });

  it('refuses what is no timeout', async () => {
    await expect(isolated('work', () => undefined, { timeout: -1 })).rejects.toThrow(RangeError);
  });
});

describe('the clean-up of isolated work', () => {
  const done: string[] = [];
  beforeEach(() => {
    done.length = 0;
  });
  const cleanup = (name: string) => async (): Promise<void> => {
    await Promise.resolve();
    done.push(name);
  };
  const broken = (name: string) => (): never => {
    done.push(name);
    throw new Error(`${name} is broken`);
  };

  it('is done last first when it succeeds, before the caller goes on', async () => {
    const result = await isolated('work', ({ onCleanup }) => {
      onCleanup(cleanup('first'));
      onCleanup(cleanup('second'));
      return 'done';
    });
    expect([result, ...done]).toEqual(['done', 'second', 'first']);
  });

  it('is done when it throws, and the error stays the same', async () => {
    const error = new Error('no');
    const running = isolated('work', ({ onCleanup }) => {
      onCleanup(cleanup('first'));
      throw error;
    });
    expect(await outcome(running)).toBe(error);
    expect(done).toEqual(['first']);
  });

  it.each(['signal', 'timeout'] as const)(
    'is done when it is cancelled by its %s, out of reach of that',
    async (how) => {
      const aborter = new AbortController();
      const running = outcome(
        isolated(
          'work',
          ({ signal, onCleanup }) => {
            onCleanup(() => done.push(`cancelled: ${currentScope()?.cancelled}`));
            return untilCancelled(signal);
          },
          how === 'timeout' ? { timeout: 1_000 } : { signal: aborter.signal },
        ),
      );
      if (how === 'timeout') await vi.advanceTimersByTimeAsync(1_000);
      else aborter.abort();
      expect(await running).toMatchObject({ name: how === 'timeout' ? 'TimeoutError' : 'AbortError' });
      expect(done).toEqual(['cancelled: false']);
    },
  );

  it('goes on when a part fails, and all errors are told, the first error first', async () => {
    const error = new Error('no');
    const running = isolated('work', ({ onCleanup }) => {
      onCleanup(broken('first'));
      onCleanup(cleanup('second'));
      onCleanup(broken('third'));
      throw error;
    });
    const failure = await outcome(running);
    expect(done).toEqual(['third', 'second', 'first']);
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure).toMatchObject({
      cause: error,
      errors: [error, { message: 'third is broken' }, { message: 'first is broken' }],
      message: 'Error: no (and 2 in the clean-up of "work")',
    });
  });

  it('fails the work when only the clean-up fails', async () => {
    const failure = await outcome(isolated('work', ({ onCleanup }) => onCleanup(broken('first'))));
    expect(failure).toMatchObject({
      errors: [{ message: 'first is broken' }],
      message: 'The clean-up of "work" failed.',
    });
  });

  it('is done at once when it is registered too late', async () => {
    let late: OnCleanup = () => undefined;
    await isolated('work', ({ onCleanup }) => {
      late = onCleanup;
    });
    late(() => done.push('late'));
    expect(done).toEqual(['late']);
  });

  it('includes what is registered while cleaning up', async () => {
    await isolated('work', ({ onCleanup }) => onCleanup(() => onCleanup(cleanup('inner'))));
    expect(done).toEqual(['inner']);
  });
});
