import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelScope, trackSession, trackTask, withSession } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = (): Promise<never> => new Promise(() => undefined);

describe('a session', () => {
  it('goes from created over active and closing to closed, once', () => {
    const session = trackSession('db', { kind: 'database' });
    expect([session.state, session.status]).toEqual(['created', undefined]);
    session.active('localhost');
    session.closing();
    session.close(new Error('gone'));
    session.close();
    expect([session.state, session.status]).toEqual(['closed', 'failed']);
    expect(heard.of('session-changed')).toMatchObject([{ state: 'active', detail: 'localhost' }, { state: 'closing' }]);
    expect(heard.of('session-closed')).toMatchObject([{ status: 'failed', error: 'Error: gone' }]);
  });

  it('takes no step back', () => {
    const session = trackSession('db');
    session.closing();
    session.active();
    session.close();
    session.closing();
    expect(session.state).toBe('closed');
    expect(heard.of('session-changed').map(({ state }) => state)).toEqual(['closing']);
  });

  it('knows the task that opened it', async () => {
    const session = await trackTask('opener', () => trackSession('db'));
    expect(session.owner.name).toBe('opener');
  });

  it('was cancelled where an abort or the reason of a scope around ended it', async () => {
    const reason = new Error('closing time');
    const ended = await CancelScope.run('work', (scope) => {
      scope.cancel(reason);
      return [new DOMException('stop', 'AbortError'), reason, new Error('other')].map((error) => {
        const session = trackSession('db');
        session.close(error);
        return session.status;
      });
    }).catch((error: unknown) => error);
    expect(ended).toEqual(['cancelled', 'cancelled', 'failed']);
  });

  it('with a name that is no text does no harm', () => {
    trackSession(7 as unknown as string);
    trackSession(Symbol('s') as unknown as string);
    trackSession(Object.create(null) as unknown as string);
    expect(heard.of('session-opened').map(({ name }) => name)).toEqual(['7', 'Symbol(s)', '(no text)']);
  });

  it('is closed at the end of what runs in it, however that ends', async () => {
    const good = trackSession('good');
    expect(await good.run(({ state }) => state)).toBe('active');
    const bad = trackSession('bad');
    const failing = bad.run(() => {
      throw new Error('no line');
    });
    await expect(failing).rejects.toThrow('no line');
    expect([good.status, bad.status]).toEqual(['completed', 'failed']);
  });

  it('is closed at the end of the block that uses it', async () => {
    {
      await using session = trackSession('db');
      session.active();
    }
    expect(heard.of('session-closed')).toMatchObject([{ status: 'completed' }]);
  });
});

describe('using a client within its session', () => {
  it('opens, uses and closes it', async () => {
    const client = { [Symbol.asyncDispose]: vi.fn(async () => undefined) };
    const states: string[] = [];
    const used = await withSession(
      'db',
      () => client,
      (own, session) => {
        states.push(session.state);
        return own === client;
      },
    );
    expect([used, states]).toEqual([true, ['active']]);
    expect(client[Symbol.asyncDispose]).toHaveBeenCalledOnce();
    expect(heard.of('session-closed')).toMatchObject([{ status: 'completed' }]);
  });

  it('closes it after a failure, and says so when that fails too', async () => {
    const closed: string[] = [];
    const fail = (): never => {
      throw new Error('used up');
    };
    await expect(withSession('db', () => 'client', fail, { close: (client) => closed.push(client) })).rejects.toThrow(
      'used up',
    );
    expect(closed).toEqual(['client']);
    const close = (): never => {
      throw new Error('stuck');
    };
    const both = await withSession('db', () => 'client', fail, { close }).catch((error: unknown) => error);
    expect(both).toMatchObject({ errors: [{ message: 'used up' }, { message: 'stuck' }] });
  });

  it('closes it when the scope around is cancelled', async () => {
    const closed: string[] = [];
    const work = CancelScope.run('work', (scope) =>
      withSession(
        'db',
        () => 'client',
        async () => {
          scope.cancel('enough');
          scope.signal.throwIfAborted();
        },
        { close: (client) => closed.push(client) },
      ),
    );
    await expect(work).rejects.toThrow('enough');
    expect(closed).toEqual(['client']);
    expect(heard.of('session-closed')).toMatchObject([{ status: 'cancelled' }]);
  });

  it('that cannot be opened is a failed session', async () => {
    const open = (): never => {
      throw new Error('no line');
    };
    await expect(withSession('db', open, () => 'used')).rejects.toThrow('no line');
    expect(heard.of('session-closed')).toMatchObject([{ status: 'failed', error: 'Error: no line' }]);
  });
});

describe('a health check', () => {
  it('is reported and kept with what it answered', async () => {
    const answers = [
      () => 'anything',
      () => false,
      () => ({ healthy: false, detail: 'slow' }),
      () => Promise.reject('?'),
    ];
    const session = trackSession('db', { healthCheck: () => answers.shift()?.() });
    for (let count = answers.length; count > 0; count -= 1) await session.checkHealth();
    const found = [
      { healthy: true, detail: null },
      { healthy: false, detail: null },
      { healthy: false, detail: 'slow' },
      { healthy: false, detail: '?' },
    ];
    expect(session.health).toMatchObject(found);
    expect(heard.of('session-checked')).toMatchObject(found);
    expect(session.health[0]?.latency).toBeGreaterThanOrEqual(0);
  });

  it('without an answer in time is bad news, and is told to stop', async () => {
    vi.useFakeTimers();
    let given: AbortSignal | undefined;
    const session = trackSession('db', {
      healthTimeout: 100,
      healthCheck: ({ signal }) => {
        given = signal;
        return never();
      },
    });
    const checked = session.checkHealth();
    await vi.advanceTimersByTimeAsync(100);
    const detail = 'TimeoutError: There was no answer within 100 ms.';
    expect(await checked).toMatchObject({ healthy: false, latency: null, detail });
    expect(given?.aborted).toBe(true);
  });

  it('runs once at a time, whoever asks', async () => {
    const healthCheck = vi.fn(() => Promise.resolve(true));
    const session = trackSession('db', { healthCheck });
    await Promise.all([session.checkHealth(), session.checkHealth()]);
    expect(healthCheck).toHaveBeenCalledOnce();
    await session.checkHealth();
    expect(healthCheck).toHaveBeenCalledTimes(2);
  });

  it('is repeated, never overlapping, until the session is closed', async () => {
    vi.useFakeTimers();
    const answers: (() => void)[] = [];
    const healthCheck = vi.fn(() => new Promise<void>((resolve) => answers.push(resolve)));
    const session = trackSession('db', { healthCheck, healthEvery: 1_000, healthTimeout: 60_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(healthCheck).toHaveBeenCalledTimes(1);
    answers.shift()?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(healthCheck).toHaveBeenCalledTimes(2);
    session.close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(healthCheck).toHaveBeenCalledTimes(2);
    expect(heard.of('session-checked')).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps the last hundred answers', async () => {
    let count = 0;
    const session = trackSession('db', { healthCheck: () => ({ healthy: true, detail: String((count += 1)) }) });
    for (let index = 0; index < 105; index += 1) await session.checkHealth();
    expect([session.health.length, session.health[0]?.detail]).toEqual([100, '6']);
  });

  it('that does not exist, or of a closed session, is refused in words', async () => {
    const session = trackSession('db', { healthCheck: () => true });
    session.close();
    await expect(session.checkHealth()).rejects.toThrow('Session "db" is closed: it cannot be checked.');
    await expect(trackSession('db').checkHealth()).rejects.toThrow('Session "db" has no health check');
  });
});
