import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AttemptContext,
  CancelScope,
  circuitBreaker,
  currentTask,
  degrade,
  ErrorClassifier,
  fallback,
  giveUp,
  type HealthCheck,
  isolatedRetry,
  operation,
  type OperationPolicy,
  retry,
  skip,
  trackSession,
  trackTask,
} from '../../../../src/agent/api/index.ts';
import { Recorder } from '../recorder.ts';
import { withCode } from './errorSamples.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const network = withCode('ECONNRESET');
const steady = { initial: 100, exponent: 1, jitter: false };
const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** Throws the errors in their order, then succeeds. */
const failingWith = (...errors: unknown[]) =>
  vi.fn<(context: AttemptContext) => Promise<string>>(async () => {
    if (errors.length > 0) throw errors.shift();
    return 'done';
  });

/** Runs an operation to its end, with all its waits. */
async function run(
  fn: (context: AttemptContext) => Promise<string>,
  policy: OperationPolicy<string>,
): Promise<unknown> {
  const result = outcome(operation('work', fn, policy));
  await vi.runAllTimersAsync();
  return result;
}

const choices = (): string[] => heard.of('recovery-chosen').map(({ attempt, strategy }) => `${attempt} ${strategy}`);
const lastEnd = () => heard.of('attempt-ended').at(-1);

describe('a retry', () => {
  it('waits before each further attempt, and says what it does', async () => {
    const fn = failingWith(network, network);
    expect(await run(fn, { recovery: retry({ attempts: 2, backoff: { initial: 100, jitter: false } }) })).toBe('done');
    expect(heard.of('recovery-chosen')).toMatchObject([
      { attempt: 1, strategy: 'retry', detail: 'network; 1 of 2, in 100 ms' },
      { attempt: 2, strategy: 'retry', detail: 'network; 2 of 2, in 200 ms' },
    ]);
    expect(heard.of('attempt-ended')).toMatchObject([
      { status: 'failed', errorClass: 'network', retryIn: 100, retryable: false },
      { status: 'failed', errorClass: 'network', retryIn: 200, retryable: false },
      { status: 'completed', errorClass: null, retryIn: null },
    ]);
  });

  it('ends with the last failure, which a person may retry', async () => {
    const last = withCode('EPIPE');
    expect(await run(failingWith(network, last), { recovery: retry({ attempts: 1 }) })).toBe(last);
    expect(choices()).toEqual(['1 retry', '2 give-up']);
    expect(lastEnd()).toMatchObject({ attempt: 2, retryable: true, retryIn: null, errorClass: 'io-closed' });
  });

  it('is told what the attempt before failed with', async () => {
    const fn = failingWith(network);
    await run(fn, { recovery: retry() });
    expect(fn.mock.calls.map(([{ attempt, lastError }]) => [attempt, lastError])).toEqual([
      [1, undefined],
      [2, network],
    ]);
  });

  it('is not made when it would come after the longest time', async () => {
    const fn = failingWith(network, network, network);
    await run(fn, { recovery: retry({ attempts: 9, backoff: steady, maxElapsed: 250 }) });
    expect(fn).toHaveBeenCalledTimes(3);
  });

  it('of an attempt that took too long is a retry of a timeout, which is a failure', async () => {
    const hanging = ({ signal }: AttemptContext): Promise<never> =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new DOMException('stop', 'AbortError'))),
      );
    await run(hanging, { timeout: 50, recovery: retry({ attempts: 1 }) });
    expect(heard.of('attempt-ended')).toMatchObject([
      { status: 'failed', errorClass: 'timeout' },
      { status: 'failed', errorClass: 'timeout' },
    ]);
  });

  it('is not made of what was cancelled', async () => {
    const fn = failingWith(new DOMException('stop', 'AbortError'));
    await run(fn, { recovery: [retry(), fallback('never')] });
    expect(fn).toHaveBeenCalledTimes(1);
    expect([choices(), lastEnd()?.status]).toEqual([['1 give-up'], 'cancelled']);
  });

  it('is not made of what was not allowed, unless that is asked for by name', async () => {
    const denied = Object.assign(new Error('x'), { status: 401 });
    const fn = failingWith(denied);
    expect(await run(fn, { recovery: [retry(), fallback('guest')] })).toBe('guest');
    expect(fn).toHaveBeenCalledTimes(1);
    expect(await run(failingWith(denied), { recovery: { authentication: retry() } })).toBe('done');
  });

  it('is made of what may not be done twice only if asked for', async () => {
    const once = failingWith(network);
    await run(once, { idempotent: false, recovery: retry() });
    expect(once).toHaveBeenCalledTimes(1);
    const asked = failingWith(network);
    await run(asked, { idempotent: false, recovery: retry({ evenIfNotIdempotent: true }) });
    expect(asked).toHaveBeenCalledTimes(2);
    const askedShort = failingWith(network);
    await run(askedShort, { idempotent: false, retries: 1 });
    expect(askedShort).toHaveBeenCalledTimes(2);
  });
});

describe('an isolated retry', () => {
  it('runs in a task and a shielded scope of its own', async () => {
    const tasks = new Set<string>();
    const fn = async ({ attempt, scope }: AttemptContext): Promise<string> => {
      tasks.add(currentTask().name);
      if (attempt === 1) throw network;
      return `${scope.parent?.name ?? 'alone'}, ${scope.shield ? 'shielded' : 'not shielded'}`;
    };
    expect(await run(fn, { recovery: isolatedRetry({ attempts: 1 }) })).toBe('alone, shielded');
    expect([...tasks]).toEqual(['main', 'work #2']);
    expect(choices()).toEqual(['1 isolated-retry']);
  });

  it('is not reached by a cancellation that comes while it runs, and is cleaned up', async () => {
    const cleaned: number[] = [];
    const result = CancelScope.run('outer', async (outer) =>
      operation(
        'work',
        async ({ attempt, signal, onCleanup }) => {
          onCleanup(() => cleaned.push(attempt));
          if (attempt === 1) throw network;
          outer.cancel('enough');
          return signal.aborted;
        },
        { recovery: isolatedRetry() },
      ),
    );
    await vi.runAllTimersAsync();
    expect([await result, cleaned]).toEqual([false, [1, 2]]);
  });
});

describe('the strategies in place of the operation', () => {
  it('degrade to something cheaper, which is the next attempt', async () => {
    const cheaper = vi.fn(
      async ({ attempt, lastError }: AttemptContext) => `cheaper, ${attempt}, ${lastError === network}`,
    );
    expect(await run(failingWith(network), { recovery: degrade(cheaper) })).toBe('cheaper, 2, true');
    expect(heard.of('attempt-started')).toMatchObject([{ origin: 'program' }, { attempt: 2, origin: 'policy' }]);
    expect(heard.of('attempt-ended')).toMatchObject([{ retryIn: 0 }, { attempt: 2, status: 'completed' }]);
  });

  it('fall back on a function or on a value, which is the next attempt', async () => {
    expect(await run(failingWith(network), { recovery: fallback(() => 'computed') })).toBe('computed');
    expect(await run(failingWith(network), { recovery: fallback('given') })).toBe('given');
    expect(lastEnd()).toMatchObject({ attempt: 2, status: 'completed' });
  });

  it('are tried once each, and then it fails with what they failed with', async () => {
    const broken = new Error('the cache is empty');
    const policy = { recovery: [retry({ attempts: 1 }), degrade(failingWith(network)), fallback(failingWith(broken))] };
    expect(await run(failingWith(network, network), policy)).toBe(broken);
    expect(choices()).toEqual(['1 retry', '2 degrade', '3 fallback', '4 give-up']);
  });

  it('do not have to pass the circuit that keeps the operation from being tried', async () => {
    const breaker = circuitBreaker({ after: 1 });
    const policy = { breaker, recovery: fallback('given') };
    await run(failingWith(network), policy);
    const fn = failingWith();
    expect([await run(fn, policy), fn.mock.calls.length]).toEqual(['given', 0]);
    expect(heard.of('attempt-ended')[2]).toMatchObject({ status: 'failed', errorClass: 'network' });
  });

  it('skip it: the operation has failed, nobody retries it, and its caller goes on', async () => {
    expect(await run(failingWith(network), { recovery: skip('nothing') })).toBe('nothing');
    expect(lastEnd()).toMatchObject({ attempt: 1, status: 'failed', retryable: false, retryIn: null });
    const skipped = operation('work', failingWith(network), { recovery: skip() });
    expect(await skipped).toBeUndefined();
  });
});

describe('a table of recoveries', () => {
  const recovery = {
    network: [retry({ attempts: 1, backoff: steady }), fallback('given')],
    'resource-exhausted': degrade(() => 'cheaper'),
    cancelled: skip('cancelled'),
    default: giveUp(),
  };

  it('answers each class of errors in its own way', async () => {
    expect(await run(failingWith(network, network), { recovery })).toBe('given');
    expect(await run(failingWith(withCode('EMFILE')), { recovery })).toBe('cheaper');
    expect(await run(failingWith(new DOMException('stop', 'AbortError')), { recovery })).toBe('cancelled');
    expect(await run(failingWith(new Error('no')), { recovery })).toMatchObject({ message: 'no' });
  });

  it('is asked again for the class of each further failure', async () => {
    expect(await run(failingWith(network, withCode('EMFILE')), { recovery })).toBe('cheaper');
    expect(choices()).toEqual(['1 retry', '2 degrade']);
  });

  it('goes by the classifier of the policy', async () => {
    const classifier = new ErrorClassifier([{ class: 'resource-exhausted', code: 'ECONNRESET' }]);
    expect(await run(failingWith(network), { recovery, classifier })).toBe('cheaper');
    expect(heard.of('attempt-ended')[0]).toMatchObject({ errorClass: 'resource-exhausted' });
  });

  it('lets classes share a strategy, and its attempts', async () => {
    const shared = retry({ attempts: 2, backoff: steady });
    const fn = failingWith(network, withCode('ETIMEDOUT'), network, network);
    await run(fn, { recovery: { network: shared, timeout: shared } });
    expect(fn).toHaveBeenCalledTimes(3);
  });
});

describe('a cancellation during the wait', () => {
  const recovery = [retry({ attempts: 5, backoff: { initial: 60_000, jitter: false } }), fallback('never')];
  const begin = async (work: Promise<unknown>): Promise<Promise<unknown>[]> => {
    const result = outcome(work);
    await vi.advanceTimersByTimeAsync(1_000);
    return [result];
  };
  const expectOver = async (result: Promise<unknown> | undefined, reason: unknown, fn: unknown): Promise<void> => {
    expect(await result).toBe(reason);
    expect(fn).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(choices()).toEqual(['1 retry', '1 give-up']);
    expect(lastEnd()).toMatchObject({ attempt: 1, status: 'failed', retryIn: null });
  };

  it('of the scope around ends it at once with its reason, without a further attempt', async () => {
    const [fn, scope, reason] = [failingWith(network), new CancelScope('outer'), new Error('enough')];
    const [result] = await begin(scope.runIn(() => operation('work', fn, { recovery })));
    scope.cancel(reason);
    await expectOver(result, reason, fn);
  });

  it('of the given signal does the same', async () => {
    const [fn, aborter, reason] = [failingWith(network), new AbortController(), new Error('enough')];
    const [result] = await begin(operation('work', fn, { recovery, signal: aborter.signal }));
    aborter.abort(reason);
    await expectOver(result, reason, fn);
  });

  it('of the task does the same', async () => {
    const [fn, reason] = [failingWith(network), new Error('enough')];
    const task = trackTask('task', () => operation('work', fn, { recovery }));
    const [result] = await begin(task.finally(() => undefined));
    task.cancel(reason);
    await expectOver(result, reason, fn);
  });

  it('also ends the wait for a health check', async () => {
    const [fn, aborter, reason] = [failingWith(network), new AbortController(), new Error('enough')];
    const policy = {
      recovery: retry({ backoff: { initial: 0 } }),
      healthCheck: () => new Promise<boolean>(() => undefined),
    };
    const [result] = await begin(operation('work', fn, { ...policy, signal: aborter.signal }));
    aborter.abort(reason);
    await expectOver(result, reason, fn);
  });

  it('has no effect on an operation that is over', async () => {
    const aborter = new AbortController();
    expect(await run(failingWith(network), { recovery, signal: aborter.signal })).toBe('done');
    aborter.abort();
    expect(heard.of('scope-cancelled')).toEqual([]);
  });
});

describe('what is cancelled as a whole', () => {
  it('is not recovered, whatever it failed with', async () => {
    const result = outcome(
      CancelScope.run('outer', (scope) =>
        operation('work', () => (scope.cancel('enough'), Promise.reject(network)), {
          recovery: [retry(), fallback(1)],
        }),
      ),
    );
    expect(await result).toBe(network);
    expect(choices()).toEqual(['1 give-up']);
    expect(heard.of('recovery-chosen')).toMatchObject([{ detail: 'cancelled' }]);
  });
});

describe('a health check', () => {
  it('is asked before a retry, after the wait', async () => {
    const healthCheck = vi.fn(() => true);
    const fn = failingWith(network, network);
    const result = operation('work', fn, { recovery: retry({ backoff: steady }), healthCheck });
    await vi.advanceTimersByTimeAsync(99);
    expect(healthCheck).not.toHaveBeenCalled();
    await vi.runAllTimersAsync();
    expect(await result).toBe('done');
    expect(healthCheck).toHaveBeenCalledTimes(2);
  });

  it('is the same kind of function that a session has', async () => {
    const healthCheck: HealthCheck = vi.fn(({ signal }) => signal.throwIfAborted());
    expect(await run(failingWith(network), { recovery: retry(), healthCheck })).toBe('done');
    await trackSession('db', { healthCheck }).checkHealth();
    expect(healthCheck).toHaveBeenCalledTimes(2);
  });

  const ways: [what: string, check: HealthCheck, detail: string][] = [
    ['says no', () => false, 'network; not healthy'],
    ['says why not', () => ({ healthy: false, detail: 'disk full' }), 'network; not healthy: disk full'],
    [
      'throws',
      () => {
        throw new Error('no answer');
      },
      'network; not healthy: Error: no answer',
    ],
    [
      'does not answer in time',
      () => new Promise(() => undefined),
      'network; the health check failed: Operation timed out after 200ms',
    ],
  ];
  it.each(ways)('that %s leads to the next strategy', async (_what, healthCheck, detail) => {
    const fn = failingWith(network);
    const policy = { recovery: [retry(), fallback('given')], healthCheck, healthCheckTimeout: 200 };
    expect(await run(fn, policy)).toBe('given');
    expect(fn).toHaveBeenCalledTimes(1);
    expect(heard.of('recovery-chosen')).toMatchObject([{ strategy: 'retry' }, { strategy: 'fallback', detail }]);
  });

  it('that says no when nothing is left gives the operation to a person', async () => {
    expect(await run(failingWith(network), { recovery: retry(), healthCheck: () => false })).toBe(network);
    expect(heard.of('attempt-ended').map(({ retryable }) => retryable)).toEqual([false, true]);
    expect(choices()).toEqual(['1 retry', '1 give-up']);
  });
});

describe('a policy that cannot be understood', () => {
  const policies: [what: string, policy: () => OperationPolicy<string>, message: string][] = [
    ['retries and a recovery', () => ({ retries: 1, recovery: retry() }), 'either retries or a recovery'],
    [
      'a class that does not exist',
      () => ({ recovery: { netwrok: retry() } as object }),
      '"netwrok" is no class of err',
    ],
    ['a retry of what was cancelled', () => ({ recovery: { cancelled: [retry()] } }), 'never tried again'],
    ['no number of retries', () => ({ retries: -1 }), 'The number of retries is -1'],
    ['no delay', () => ({ retries: 1, delay: Number.NaN }), 'The delay before a retry is NaN'],
    ['no timeout', () => ({ timeout: -1 }), 'The time an attempt may take is -1'],
    ['no time for a health check', () => ({ healthCheckTimeout: Infinity }), 'The time a health check may take is Inf'],
    ['no number of attempts', () => ({ recovery: retry({ attempts: 0 }) }), 'The number of attempts of a retry is 0'],
    ['no longest time', () => ({ recovery: retry({ maxElapsed: -5 }) }), 'The longest time of a retry is -5'],
  ];
  it.each(policies)('because of %s is refused before anything is done', async (_what, policy, message) => {
    const fn = failingWith();
    await expect((async () => operation('work', fn, policy()))()).rejects.toThrow(message);
    expect(fn).not.toHaveBeenCalled();
    expect(heard.events).toEqual([]);
  });
});
