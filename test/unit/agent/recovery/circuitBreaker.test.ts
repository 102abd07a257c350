import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelScope, circuitBreaker, CircuitOpenError, operation } from '../../../../src/agent/api/index.ts';
import { withCode } from './errorSamples.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const outage = withCode('ECONNREFUSED');
const failing = (): never => {
  throw outage;
};
const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

let names = 0;
/** A name no other test has: what is shared by name stays. */
const newName = (): string => `operation ${(names += 1)}`;

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and says when it tries again', async () => {
    const breaker = circuitBreaker({ after: 2, halfOpenAfter: 1_000 });
    await outcome(operation('work', failing, { breaker }));
    expect(breaker.state).toBe('closed');
    await outcome(operation('work', failing, { breaker }));
    expect(breaker.state).toBe('open');
    await vi.advanceTimersByTimeAsync(400);
    const fn = vi.fn();
    const error = await outcome(operation('work', fn, { breaker }));
    expect(fn).not.toHaveBeenCalled();
    expect(error).toBeInstanceOf(CircuitOpenError);
    expect(error).toMatchObject({
      code: 'ERR_CIRCUIT_OPEN',
      cause: outage,
      retryAt: Date.now() + 600,
      message:
        'Operation "work" was not tried: its circuit is open after failures in a row; it is tried again in 600 ms.',
    });
  });

  it('counts failures in a row only', async () => {
    const breaker = circuitBreaker({ after: 2 });
    await outcome(operation('work', failing, { breaker }));
    await operation('work', () => 'fine', { breaker });
    await outcome(operation('work', failing, { breaker }));
    expect(breaker.state).toBe('closed');
  });

  it('lets one attempt try when its time has come, and others not meanwhile', async () => {
    const breaker = circuitBreaker({ after: 1, halfOpenAfter: 1_000 });
    await outcome(operation('work', failing, { breaker }));
    await vi.advanceTimersByTimeAsync(1_000);
    let finish: (text: string) => void = () => undefined;
    const trial = operation('work', () => new Promise<string>((resolve) => (finish = resolve)), { breaker });
    expect(breaker.state).toBe('half-open');
    const error = await outcome(operation('work', () => 'fine', { breaker }));
    expect(error).toMatchObject({ retryAt: undefined, message: expect.stringContaining('is trying it now') });
    finish('well again');
    expect(await trial).toBe('well again');
    expect(breaker.state).toBe('closed');
  });

  it('opens again when the trial fails', async () => {
    const breaker = circuitBreaker({ after: 3, halfOpenAfter: 1_000 });
    for (let times = 0; times < 3; times += 1) await outcome(operation('work', failing, { breaker }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcome(operation('work', failing, { breaker }))).toBe(outage);
    expect(breaker.state).toBe('open');
  });

  it('does not take a cancellation for a failure', async () => {
    const breaker = circuitBreaker({ after: 1 });
    await outcome(
      CancelScope.run('outer', (scope) => {
        const running = operation('work', async ({ signal }) => signal.throwIfAborted(), { breaker });
        scope.cancel(new Error('enough'));
        return operation('work', async ({ signal }) => signal.throwIfAborted(), { breaker }).then(() => running);
      }),
    );
    expect(breaker.state).toBe('closed');
  });

  it('does not close when the trial is cancelled, which has shown nothing', async () => {
    const breaker = circuitBreaker({ after: 1, halfOpenAfter: 1_000 });
    await outcome(operation('work', failing, { breaker }));
    await vi.advanceTimersByTimeAsync(1_000);
    const trial = ({ signal }: { signal: AbortSignal }): void => signal.throwIfAborted();
    await outcome(operation('work', trial, { breaker, signal: AbortSignal.abort() }));
    expect(breaker.state).toBe('open');
  });

  it('is shared by all operations of a name when only its options are given', async () => {
    const [mine, other] = [newName(), newName()];
    const breaker = { after: 1, halfOpenAfter: 1_000 };
    await outcome(operation(mine, failing, { breaker }));
    expect(
      await outcome(operation(mine, () => 'fine', { breaker: { halfOpenAfter: 1_000, after: 1 } })),
    ).toBeInstanceOf(CircuitOpenError);
    expect(await operation(other, () => 'fine', { breaker })).toBe('fine');
  });

  it("passes on the open circuit of an operation within as that one's failure", async () => {
    const inner = circuitBreaker({ after: 1 });
    const outer = circuitBreaker({ after: 5 });
    const work = (): Promise<unknown> =>
      operation('outer', () => operation('inner', failing, { breaker: inner }), { breaker: outer });
    await outcome(work());
    expect(await outcome(work())).toMatchObject({ message: expect.stringContaining('"inner" was not tried') });
    expect(outer.state).toBe('closed');
  });

  it('refuses what is no number of failures and no time', async () => {
    expect(() => circuitBreaker({ after: 0 })).toThrow('The number of failures that open a circuit is 0');
    await expect(operation('work', failing, { breaker: { halfOpenAfter: -1 } })).rejects.toThrow(RangeError);
  });
});
