import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelScope, TaskGroup, operation, trackSession, trackTask } from '../../../src/agent/api/index.ts';
import { HealthChecker } from '../../../src/agent/api/sessionHealth.ts';
import { messageOf } from '../../../src/common/errors.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});
afterEach(() => {
  vi.useRealTimers();
});

const failureOf = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );

const unreadable = (): never => {
  throw new Error('not to be read');
};

/** An error with a property that cannot be made text, or not even be read. */
const withProperty = (name: string, property: PropertyDescriptor): Error =>
  Object.defineProperty(new Error('odd'), name, property);

/** What a program may throw, and what is told of it. */
const oddities: [string, () => unknown, string][] = [
  ['an object without a prototype', () => Object.create(null), '(no text)'],
  ['an object that cannot be made text', () => ({ toString: unreadable }), '(no text)'],
  ['a symbol', () => Symbol('odd'), 'Symbol(odd)'],
  ['nothing', () => undefined, 'undefined'],
  ['an error whose message is a symbol', () => withProperty('message', { value: Symbol('m') }), 'Error: Symbol(m)'],
  ['an error whose name is a symbol', () => withProperty('name', { value: Symbol('n') }), 'Symbol(n): odd'],
  ['an error whose message throws', () => withProperty('message', { get: unreadable }), 'Error: (no text)'],
  ['an error whose name throws', () => withProperty('name', { get: unreadable }), '(no text): odd'],
  ['an error whose code throws', () => withProperty('code', { get: unreadable }), 'Error: odd'],
  ['an error whose cause throws', () => withProperty('cause', { get: unreadable }), 'Error: odd'],
];

describe.each(oddities)('%s', (_, make, words) => {
  it('is what a task, a group and a scope fail with that throw it', async () => {
    const thrown = make();
    const fail = (): Promise<never> => Promise.reject(thrown as Error);
    expect(await failureOf(trackTask('task', fail))).toBe(thrown);
    expect(await failureOf(CancelScope.run('scope', fail))).toBe(thrown);
    const group = TaskGroup.run('group', (own) => {
      own.spawn('task', fail);
      return 'ok';
    });
    expect(await failureOf(group)).toBe(thrown);
    expect(heard.of('task-ended').map(({ error }) => error)).toEqual([words, words]);
  });

  it('is what an operation fails with, also one whose health check and clean-up throw it', async () => {
    const thrown = make();
    const fail = (): Promise<never> => Promise.reject(thrown as Error);
    expect(await failureOf(operation('work', fail, { retries: 1, healthCheck: fail }))).toBe(thrown);
    const cleaned = operation('work', ({ onCleanup }) => {
      onCleanup(fail);
      return fail();
    });
    expect(await failureOf(cleaned)).toBeInstanceOf(AggregateError);
  });

  it('can be a reason: all below is cancelled, and told of after what is above', () => {
    using outer = CancelScope.enter('outer');
    using inner = CancelScope.enter('inner');
    const { signal } = outer;
    outer.cancel(make());
    expect([outer.cancelled, inner.cancelled, signal.aborted]).toEqual([true, true, true]);
    expect(heard.of('scope-cancelled').map(({ id }) => id)).toEqual([outer.id, inner.id]);
  });

  it('thrown by the health check of a session says that it is not well', async () => {
    const session = trackSession('db', {
      healthCheck: () => {
        throw make();
      },
    });
    expect(await session.checkHealth()).toMatchObject({ healthy: false, detail: words });
    session.close(make());
  });
});

describe('an error', () => {
  it('with a message is told by it, wherever it was made; what cannot be made text has none', () => {
    expect([new Error('broken'), 'words', Object.create(null)].map(messageOf)).toEqual([
      'broken',
      'words',
      '(no text)',
    ]);
  });
});

describe('a health check that is repeated', () => {
  it('goes on after a look that could not be told of', async () => {
    vi.useFakeTimers();
    let looks = 0;
    const checker = new HealthChecker('db', { healthCheck: () => (looks += 1), healthEvery: 10 }, unreadable);
    await vi.advanceTimersByTimeAsync(35);
    checker.close();
    expect(looks).toBe(3);
  });
});

describe('an error of another realm', () => {
  const foreign = (code: string): Error => runInNewContext(code) as Error;

  it('is told of as an error, with its causes', () => {
    using scope = CancelScope.enter('scope');
    const reason = foreign("new Error('outer', { cause: new RangeError('inner', { cause: 'words' }) })");
    scope.cancel(reason);
    expect(scope.signal.reason).toBe(reason);
    expect(scope.reasonChain).toEqual([reason, reason.cause]);
    expect(heard.of('scope-cancelled')).toMatchObject([{ reason: 'outer ← inner' }]);
    expect(messageOf(reason)).toBe('outer');
  });

  it('is recognised though its message is none', () => {
    using scope = CancelScope.enter('scope');
    const reason = foreign("Object.defineProperty(new Error(), 'message', { value: Symbol('m') })");
    scope.cancel(reason);
    expect(scope.signal.reason).toBe(reason);
  });

  it('keeps its identity when it comes by a signal from outside', () => {
    const outside = new AbortController();
    using scope = CancelScope.enter('scope', { signal: outside.signal });
    const reason = foreign("new TypeError('stop')");
    outside.abort(reason);
    expect(scope.signal.reason).toBe(reason);
  });

  it('fails a task with its name, code and message', async () => {
    const error = foreign("Object.assign(new TypeError('broken'), { code: 'E_ODD' })");
    expect(await failureOf(trackTask('task', () => Promise.reject(error)))).toBe(error);
    expect(heard.of('task-ended')).toMatchObject([{ status: 'failed', error: 'TypeError [E_ODD]: broken' }]);
  });

  it('is a cancellation where it is an AbortError', async () => {
    const aborted = foreign("Object.assign(new Error('aborted'), { name: 'AbortError' })");
    const task = trackTask('task', async ({ signal }) => {
      await Promise.resolve();
      task.cancel();
      expect(signal.aborted).toBe(true);
      await Promise.reject(aborted);
    });
    expect(await failureOf(task)).toBe(aborted);
    const session = trackSession('db');
    session.close(aborted);
    expect([task.state, session.status]).toEqual(['cancelled', 'cancelled']);
  });

  it('is no error where it is an object without a name', () => {
    using scope = CancelScope.enter('scope');
    scope.cancel(runInNewContext("({ message: 'words' })"));
    expect(scope.signal.reason).toMatchObject({ name: 'AbortError', message: '[object Object]' });
  });
});
