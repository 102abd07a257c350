import { beforeEach, describe, expect, it } from 'vitest';
import { CancelScope, fallback, operation, retry, trackTask } from '../../../src/agent/api/index.ts';
import { runCommand } from '../../../src/agent/commands.ts';
import { sharedRuntime } from '../../../src/agent/runtime.ts';
import { Model } from '../../../src/model/model.ts';
import { eventually } from '../../support/eventually.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});

const host = {
  runtime: sharedRuntime(),
  snapshot: () => undefined,
  configure: () => undefined,
  flush: () => undefined,
  stop: () => undefined,
  detach: () => undefined,
};
let commands = 0;

/** Sends a command as a host does, and waits for its answer. */
async function ask(request: object): Promise<{ ok: boolean; message: string }> {
  const command = `t${(commands += 1)}`;
  runCommand(host, JSON.stringify({ ...request, command }));
  const answer = () => heard.of('command-done').find((event) => event.command === command);
  await eventually(
    async () => answer(),
    (event) => event !== undefined,
    { what: 'the command is answered' },
  );
  return answer() ?? { ok: false, message: 'no answer' };
}

/** Fails as often as asked, then succeeds. */
function failing(times: number): { calls: number; run: () => Promise<string> } {
  const work = {
    calls: 0,
    run: async () => {
      work.calls += 1;
      if (work.calls <= times) throw Object.assign(new Error(`failure ${work.calls}`), { code: 'ECONNRESET' });
      return 'done';
    },
  };
  return work;
}

const backoff = { initial: 0 };
const operationId = (): number => heard.of('operation-registered')[0]?.id ?? 0;

describe('an operation', () => {
  it('gives the result of its function', async () => {
    expect(await operation('work', failing(0).run)).toBe('done');
    expect(heard.of('attempt-ended')).toMatchObject([{ attempt: 1, status: 'completed', retryable: false }]);
  });

  it('is tried again as its policy says', async () => {
    expect(await operation('work', failing(2).run, { retries: 2, delay: 0 })).toBe('done');
    expect(heard.of('attempt-started').map(({ origin }) => origin)).toEqual(['program', 'policy', 'policy']);
    expect(heard.of('attempt-ended').map(({ retryIn }) => retryIn)).toEqual([0, 0, null]);
  });

  it('fails with its last failure, and says by code and name what it was', async () => {
    await expect(operation('work', failing(9).run, { retries: 1 })).rejects.toThrow('failure 2');
    expect(heard.of('attempt-ended')[1]).toMatchObject({ error: 'Error [ECONNRESET]: failure 2', retryable: true });
  });

  it('gets a fresh scope and a fresh signal for each attempt', async () => {
    const signals = new Set<AbortSignal>();
    await operation(
      'work',
      async ({ signal, attempt }) => {
        signals.add(signal);
        if (attempt === 1) throw new Error('once');
      },
      { retries: 1 },
    );
    expect(signals.size).toBe(2);
  });

  it('does not wait out a delay when the scope around it is cancelled', async () => {
    const work = failing(9);
    const outcome = CancelScope.run('outer', async (scope) => {
      const running = operation('work', work.run, { retries: 5, delay: 60_000 });
      await eventually(
        async () => heard.of('recovery-chosen').length,
        (chosen) => chosen === 1,
        { what: 'the operation waits to be tried again' },
      );
      scope.cancel('enough');
      return running;
    });
    await expect(outcome).rejects.toThrow('enough');
    expect(work.calls).toBe(1);
  });
});

describe('an operation in a task that is cancelled', () => {
  it('was cancelled, and did not time out, also where a TimeoutError is the reason', async () => {
    const patient = ({ signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    const task = trackTask('work', () => operation('patient', patient));
    const reason = Object.assign(new Error('the day is over'), { name: 'TimeoutError' });
    task.cancel(reason);
    await expect(task).rejects.toBe(reason);
    expect(heard.of('attempt-ended')).toMatchObject([{ status: 'cancelled', errorClass: 'cancelled' }]);
  });
});

describe('the recovery of an operation', () => {
  const modelled = (): Model => {
    const model = new Model();
    for (const event of heard.events) model.apply('1/0', event);
    return model;
  };

  it('lasts from its first failure to its next success, also where something else succeeds in its place', async () => {
    await operation('work', failing(9).run, { recovery: [retry({ attempts: 2, backoff }), fallback('given')] });
    const { operations } = modelled().statistics;
    expect(operations).toMatchObject({ attempts: 4, failed: 3, succeeded: 1, retries: 3, recoveries: 1 });
    const [first, , , last] = heard.of('attempt-ended');
    expect(operations.recoveryTotal).toBeCloseTo((last?.time ?? 0) - (first?.time ?? 0), 3);
  });

  it('is no recovery where it is given up', async () => {
    await operation('work', failing(9).run, { recovery: retry({ attempts: 1, backoff }) }).catch(() => undefined);
    expect(modelled().statistics.operations).toMatchObject({ failed: 2, recoveries: 0 });
  });
});

describe('a host that comes late', () => {
  it('is told the latest attempt of a failed operation, so that a person can retry it', async () => {
    await operation('work', failing(9).run, { retries: 1 }).catch(() => undefined);
    const id = operationId();
    heard = Recorder.attach();
    sharedRuntime().live.announceAll();
    const toldOfIt = heard.events.filter((event) => 'operation' in event && event.operation === id);
    expect(heard.of('operation-registered').filter((event) => event.id === id)).toHaveLength(1);
    expect(toldOfIt).toMatchObject([
      { type: 'attempt-started', attempt: 2 },
      { type: 'attempt-ended', attempt: 2, retryable: true },
    ]);
  });
});

describe('the retry of a failed operation', () => {
  it('is possible when all strategies have failed, and runs the operation itself in a fresh scope', async () => {
    const work = failing(2);
    const broken = async (): Promise<string> => Promise.reject(new Error('the cache is empty'));
    const policy = { recovery: [retry({ attempts: 1, backoff }), fallback(broken)] };
    await expect(operation('work', work.run, policy)).rejects.toThrow('the cache is empty');
    expect(await ask({ type: 'retry', operation: operationId() })).toMatchObject({
      ok: true,
      message: '"work" succeeded at attempt 4.',
    });
    expect(work.calls).toBe(3);
    expect(heard.of('scope-entered').at(-1)).toMatchObject({ name: 'work #4', parent: 0 });
    expect(heard.of('recovery-chosen').map(({ strategy }) => strategy)).toEqual(['retry', 'fallback', 'give-up']);
  });

  it('runs its function again, as an attempt asked for by the user', async () => {
    await operation('work', failing(1).run).catch(() => undefined);
    expect(await ask({ type: 'retry', operation: operationId() })).toMatchObject({
      ok: true,
      message: '"work" succeeded at attempt 2.',
    });
    expect(heard.of('attempt-started')[1]).toMatchObject({ attempt: 2, origin: 'user' });
  });

  it('says why when it fails again, and can be tried once more', async () => {
    await operation('work', failing(2).run).catch(() => undefined);
    expect(await ask({ type: 'retry', operation: operationId() })).toMatchObject({ ok: false, message: 'failure 2' });
    expect(await ask({ type: 'retry', operation: operationId() })).toMatchObject({ ok: true });
  });

  it('can be cancelled while it runs, and the attempt is told by its signal', async () => {
    let attempts = 0;
    const work = ({ signal }: { signal: AbortSignal }): Promise<void> => {
      attempts += 1;
      if (attempts === 1) return Promise.reject(new Error('not yet'));
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    await operation('work', work).catch(() => undefined);
    const id = operationId();
    const retried = ask({ type: 'retry', operation: id });
    await eventually(
      async () => attempts,
      (count) => count === 2,
      { what: 'the retry begins' },
    );
    const cancel = { type: 'cancel-retry', operation: id, reason: 'cancelled from the debugger' };
    expect(await ask(cancel)).toMatchObject({ ok: true, message: 'The retry was cancelled.' });
    expect(await retried).toMatchObject({ ok: false, message: expect.stringContaining('cancelled from the debugger') });
    expect(heard.of('attempt-ended').at(-1)).toMatchObject({ attempt: 2, status: 'cancelled', retryable: true });
    expect(await ask(cancel)).toMatchObject({ ok: false, message: `Operation ${id} is not being retried.` });
  });

  it('is refused when the scope around it has ended', async () => {
    await CancelScope.run('request', () => operation('work', failing(1).run)).catch(() => undefined);
    expect(await ask({ type: 'retry', operation: operationId() })).toMatchObject({
      ok: false,
      message: '"work" cannot be retried: its scope "request" has ended.',
    });
  });

  it('is no longer offered when a hundred others have failed after it', async () => {
    await operation('work', failing(1).run).catch(() => undefined);
    for (let others = 0; others < 100; others += 1) await operation('other', failing(1).run).catch(() => undefined);
    const told = heard.of('attempt-ended').filter(({ operation }) => operation === operationId());
    expect(told.map(({ retryable }) => retryable)).toEqual([true, false]);
    expect(await ask({ type: 'retry', operation: operationId() })).toMatchObject({ ok: false });
  });

  it('is refused for an operation that has not failed', async () => {
    await operation('work', failing(0).run);
    const { ok, message } = await ask({ type: 'retry', operation: operationId() });
    expect([ok, message]).toEqual([false, expect.stringContaining('it has not failed, or is no longer kept')]);
  });
});

describe('a command', () => {
  it('cancels a scope', async () => {
    using scope = CancelScope.enter('work');
    expect(await ask({ type: 'cancel-scope', scope: scope.id, reason: 'by hand' })).toMatchObject({ ok: true });
    expect(scope.signal.reason).toMatchObject({ message: 'by hand' });
  });

  it('that is not understood is answered and changes nothing', async () => {
    expect(await ask({ type: 'explode' })).toMatchObject({ ok: false });
    expect(await ask({ type: 'cancel-scope', scope: 999_999, reason: '' })).toMatchObject({
      ok: false,
      message: 'Scope 999999 is not open.',
    });
  });
});
