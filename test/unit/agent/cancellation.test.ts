import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelScope, TaskGroup, checkpoint, sleep, trackTask } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a promise fails with. */
const failureOf = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );

describe('a deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });

  it('is where the timeout ends, as Unix time', () => {
    using scope = CancelScope.enter('work', { timeout: 500 });
    expect(scope.deadline).toBe(1_000_500);
    vi.advanceTimersByTime(499);
    expect(scope.cancelled).toBe(false);
    vi.advanceTimersByTime(1);
    expect(scope.signal.reason).toMatchObject({
      name: 'TimeoutError',
      message: 'Scope "work" timed out after 500 ms.',
    });
  });

  it('can be given as a point in time, and what comes first counts', () => {
    using early = CancelScope.enter('early', { timeout: 500, deadline: 1_000_100 });
    using late = CancelScope.enter('late', { timeout: 500, deadline: 1_000_900 });
    expect([early.deadline, late.deadline]).toEqual([1_000_100, 1_000_500]);
    vi.advanceTimersByTime(100);
    expect(early.signal.reason).toMatchObject({ message: 'Scope "early" passed its deadline.' });
  });

  it('can be moved while the scope is open, and those who watch are told', () => {
    using scope = CancelScope.enter('work', { timeout: 500 });
    vi.advanceTimersByTime(400);
    scope.deadline = 1_001_000;
    vi.advanceTimersByTime(599);
    expect(scope.cancelled).toBe(false);
    vi.advanceTimersByTime(1);
    expect(scope.cancelled).toBe(true);
    const [before, after] = heard.of('scope-entered');
    expect([before?.timeout, after?.id]).toEqual([500, scope.id]);
    expect(after?.timeout).toBeGreaterThan(500);
  });

  it('can be set where there was none, and taken away', () => {
    using scope = CancelScope.enter('work');
    scope.deadline = Date.now() + 10;
    scope.deadline = undefined;
    vi.advanceTimersByTime(10);
    expect([scope.cancelled, scope.deadline]).toEqual([false, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that has passed cancels at once', () => {
    using late = CancelScope.enter('late', { deadline: 999_999 });
    using none = CancelScope.enter('no time', { timeout: 0 });
    using moved = CancelScope.enter('moved');
    moved.deadline = 0;
    expect([late, none, moved].map(({ cancelled }) => cancelled)).toEqual([true, true, true]);
  });

  it('further away than a timer can wait is kept all the same', () => {
    const far = 2 ** 31 + 1_000;
    using scope = CancelScope.enter('patient', { deadline: 1_000_000 + far });
    vi.advanceTimersByTime(far - 1);
    expect(scope.cancelled).toBe(false);
    vi.advanceTimersByTime(1);
    expect(scope.cancelled).toBe(true);
  });

  it('does nothing once the scope is left', () => {
    const scope = CancelScope.enter('work', { timeout: 5 });
    scope.exit();
    scope.deadline = 0;
    expect([scope.cancelled, vi.getTimerCount()]).toEqual([false, 0]);
  });

  it('that is no number is refused', () => {
    expect(() => new CancelScope('odd', { deadline: Number.NaN })).toThrow(RangeError);
    using scope = CancelScope.enter('work');
    expect(() => (scope.deadline = Number.POSITIVE_INFINITY)).toThrow(
      'The deadline of scope "work" is Infinity; it must be a Unix time in ms.',
    );
  });
});

describe('a scope that is cancelled before it is entered', () => {
  it('is cancelled from the beginning, and told of when it is entered', () => {
    const scope = new CancelScope('early');
    scope.cancel('not needed');
    expect(heard.of('scope-cancelled')).toEqual([]);
    scope.enter();
    expect(scope.signal.reason).toMatchObject({ message: 'not needed' });
    const told = heard.events.filter(({ type }) => type.startsWith('scope-')).map(({ type }) => type);
    expect(told).toEqual(['scope-entered', 'scope-cancelled']);
    scope.exit();
  });
});

describe('a shield', () => {
  it('keeps out the cancellation of a scope that was cancelled before', () => {
    using outer = CancelScope.enter('outer');
    outer.cancel('stop');
    using shielded = CancelScope.enter('shielded', { shield: true });
    using within = CancelScope.enter('within');
    expect([shielded.cancelled, within.cancelled]).toEqual([false, false]);
  });

  it('lets in what it has kept out when it is taken away', () => {
    using outer = CancelScope.enter('outer');
    using shielded = CancelScope.enter('shielded', { shield: true });
    using within = CancelScope.enter('within');
    outer.cancel('stop');
    shielded.shield = false;
    expect(within.signal.reason).toBe(outer.signal.reason);
    expect(heard.of('scope-cancelled')).toMatchObject([
      { id: outer.id, cause: 0 },
      { id: shielded.id, cause: outer.id },
      { id: within.id, cause: shielded.id },
    ]);
    expect(heard.of('scope-entered').at(-1)).toMatchObject({ id: shielded.id, shield: false });
  });

  it('can be put up while the scope is open', () => {
    using outer = CancelScope.enter('outer');
    using inner = CancelScope.enter('inner');
    inner.shield = true;
    outer.cancel('stop');
    expect(inner.cancelled).toBe(false);
  });

  it('keeps out the cancellation of a task too, but not that of the scope itself', async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<void>();
    const task = trackTask('worker', async () => {
      using scope = CancelScope.enter('shielded', { shield: true });
      await cancelled;
      const before = scope.cancelled;
      scope.cancel('itself');
      return [before, scope.cancelled];
    });
    task.cancel('stop');
    resolve();
    expect(await task).toEqual([false, true]);
  });
});

describe('a scope that is open still when the one around it is left', () => {
  it('is cancelled with what is around both', () => {
    using outer = CancelScope.enter('outer');
    const middle = CancelScope.enter('middle');
    using inner = CancelScope.enter('inner');
    middle.exit();
    outer.cancel('stop');
    expect(inner.cancelled).toBe(true);
  });

  it('goes on being protected by the shield of the one that was left', () => {
    using outer = CancelScope.enter('outer');
    const middle = CancelScope.enter('middle', { shield: true });
    using inner = CancelScope.enter('inner');
    middle.exit();
    outer.cancel('stop');
    expect(inner.cancelled).toBe(false);
  });

  it('gets the cancellation of the one that was left when its own shield is taken away', () => {
    const outer = CancelScope.enter('outer');
    using inner = CancelScope.enter('inner', { shield: true });
    outer.cancel('stop');
    outer.exit();
    inner.shield = false;
    expect(inner.cancelled).toBe(true);
  });
});

describe('the reason of a cancellation', () => {
  it('is the same error for all who are cancelled because an outer scope was', () => {
    using outer = CancelScope.enter('outer');
    using inner = CancelScope.enter('inner');
    const reason = new Error('shutdown');
    outer.cancel(reason);
    expect([outer.signal.reason, inner.signal.reason]).toEqual([reason, reason]);
  });

  it('leads to what caused it, link by link', () => {
    using scope = CancelScope.enter('work');
    expect(scope.reasonChain).toEqual([]);
    const root = new Error('connection reset');
    const middle = new Error('query failed', { cause: root });
    scope.cancel(new Error('giving up', { cause: middle }));
    expect(scope.reasonChain.map(({ message }) => message)).toEqual(['giving up', 'query failed', 'connection reset']);
    expect(heard.of('scope-cancelled')).toMatchObject([{ reason: 'giving up ← query failed ← connection reset' }]);
  });

  it('may have causes in a ring', () => {
    using scope = CancelScope.enter('work');
    const one: Error = new Error('one');
    one.cause = new Error('two', { cause: one });
    scope.cancel(one);
    expect(scope.reasonChain).toHaveLength(2);
  });

  it('of the other tasks of a group is the task that failed', async () => {
    const broken = new Error('broken');
    let chain: readonly Error[] = [];
    const running = TaskGroup.run('group', async (group) => {
      group.spawn('patient', () => sleep(60_000));
      group.spawn('hasty', async () => Promise.reject(broken));
      group.signal.addEventListener('abort', () => (chain = group.reasonChain));
    });
    expect(await failureOf(running)).toBe(broken);
    expect(chain).toMatchObject([{ name: 'AbortError', message: 'Task "hasty" of group "group" failed.' }, broken]);
  });
});

describe('in a cancelled scope', () => {
  it('every checkpoint and every sleep throws the reason, again and again', async () => {
    const reason = new Error('stop');
    const caught: unknown[] = [];
    const running = CancelScope.run('work', async (scope) => {
      scope.cancel(reason);
      for (const wait of [checkpoint, () => sleep(60_000), checkpoint, () => CancelScope.run('in it', checkpoint)]) {
        caught.push(await failureOf(wait()));
      }
      scope.throwIfCancelled();
    });
    expect(await failureOf(running)).toBe(reason);
    expect(caught).toEqual([reason, reason, reason, reason]);
  });

  it('a sleep that has begun ends at once', async () => {
    const running = CancelScope.run('work', async (scope) => {
      queueMicrotask(() => scope.cancel('stop'));
      await sleep(60_000);
    });
    expect(await failureOf(running)).toMatchObject({ message: 'stop' });
  });

  it('a flow that was left behind is cancelled even after the scope was left', async () => {
    const { promise: isLeft, resolve: leave } = Promise.withResolvers<void>();
    let straggler: Promise<unknown> = Promise.resolve();
    const running = CancelScope.run('work', async (scope) => {
      straggler = failureOf(isLeft.then(checkpoint));
      scope.cancel('stop');
      scope.throwIfCancelled();
    });
    await failureOf(running);
    leave();
    expect(await straggler).toMatchObject({ message: 'stop' });
  });

  it('a shielded scope goes on undisturbed', async () => {
    const running = CancelScope.run('work', async (scope) => {
      scope.cancel('stop');
      return CancelScope.run('tidy up', async () => sleep(1).then(() => 'tidy'), { shield: true });
    });
    expect(await running).toBe('tidy');
  });
});

describe('out of a cancelled scope', () => {
  it('a checkpoint only lets others have their turn', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other'));
    await checkpoint();
    order.push('after');
    expect(order).toEqual(['other', 'after']);
  });

  it('a sleep takes its time', async () => {
    vi.useFakeTimers();
    const done = vi.fn<() => void>();
    const sleeping = CancelScope.run('work', () => sleep(100)).then(done);
    await vi.advanceTimersByTimeAsync(99);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a sleep refuses what is no time', async () => {
    expect(await failureOf(sleep(-1))).toMatchObject({
      name: 'RangeError',
      message: 'The time to sleep is -1; it must be from 0 to 2147483647 ms.',
    });
  });

  it('a scope says nothing when it is asked', () => {
    using scope = CancelScope.enter('work');
    expect(() => scope.throwIfCancelled()).not.toThrow();
  });
});

describe('a task that is cancelled', () => {
  it('gets the reason from its checkpoints', async () => {
    const task = trackTask('worker', () => sleep(60_000));
    task.cancel('not needed');
    expect(await failureOf(task)).toMatchObject({ message: 'not needed' });
    expect(task.state).toBe('cancelled');
  });

  it('cancels the scopes it is in, and those they contain', async () => {
    const task = trackTask('worker', () =>
      CancelScope.run('outer', () => CancelScope.run('inner', () => sleep(60_000))),
    );
    task.cancel('not needed');
    await failureOf(task);
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
  });

  it('is cancelled with the scope that owns it, even when that was left meanwhile', async () => {
    let task: PromiseLike<void> = Promise.resolve();
    const running = CancelScope.run('outer', async (outer) => {
      await CancelScope.run('inner', async () => {
        task = trackTask('straggler', () => sleep(60_000));
      });
      outer.cancel('stop');
      return failureOf(task);
    });
    expect(await running).toMatchObject({ message: 'stop' });
  });
});

describe('moving on', () => {
  it('gives the value of work that was not cancelled', async () => {
    expect(await CancelScope.moveOn('work', async () => 7, { timeout: 60_000 })).toEqual({
      cancelled: false,
      value: 7,
    });
  });

  it('gives the reason of work that was cut short', async () => {
    const result = await CancelScope.moveOn('work', () => sleep(60_000), { timeout: 1 });
    expect(result).toEqual({ cancelled: true, reason: expect.objectContaining({ name: 'TimeoutError' }) });
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'cancelled' }]);
    expect(heard.violations).toEqual([]);
  });

  it('takes the AbortError that others make of the signal', async () => {
    const result = await CancelScope.moveOn('work', async (scope) => {
      scope.cancel('enough');
      throw new DOMException('The operation was aborted', 'AbortError');
    });
    expect(result).toMatchObject({ cancelled: true, reason: { message: 'enough' } });
  });

  it('lets the cancellation of an outer scope through', async () => {
    const running = CancelScope.run('outer', async (outer) => {
      outer.cancel('outer');
      return CancelScope.moveOn('inner', checkpoint, { timeout: 60_000 });
    });
    expect(await failureOf(running)).toMatchObject({ message: 'outer' });
  });

  it('lets the cancellation of an outer scope through that comes second', async () => {
    const running = CancelScope.run('outer', async (outer) =>
      CancelScope.moveOn('inner', async (inner) => {
        inner.cancel('inner');
        outer.cancel('outer');
        outer.throwIfCancelled();
      }),
    );
    expect(await failureOf(running)).toMatchObject({ message: 'outer' });
  });

  it('lets every other error through', async () => {
    const running = CancelScope.moveOn('work', async (scope) => {
      scope.cancel('enough');
      throw new Error('broken');
    });
    expect(await failureOf(running)).toMatchObject({ message: 'broken' });
  });

  it('works for groups, whose tasks are stopped', async () => {
    const result = await TaskGroup.moveOn(
      'group',
      async (group) => {
        group.spawn('patient', () => sleep(60_000));
      },
      { timeout: 1 },
    );
    expect(result).toMatchObject({ cancelled: true, reason: { name: 'TimeoutError' } });
    expect(heard.of('task-ended')).toMatchObject([{ status: 'cancelled' }]);
  });
});
