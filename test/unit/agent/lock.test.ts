import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CancelScope,
  Mutex,
  Semaphore,
  TaskGroup,
  trackLock,
  trackSession,
  trackTask,
} from '../../../src/agent/api/index.ts';
import { sharedRuntime } from '../../../src/agent/runtime.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});
afterEach(() => {
  vi.useRealTimers();
});

const names = (users: readonly { task: { name: string } }[]): string[] => users.map(({ task }) => task.name);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a lock', () => {
  it('is held by one at a time, in the order in which they came', async () => {
    const lock = new Mutex('file');
    const order: string[] = [];
    const first = await lock.acquire();
    const others = ['second', 'third'].map((name) => lock.run(() => order.push(name)));
    await turn();
    expect(order).toEqual([]);
    first.release();
    await Promise.all(others);
    expect(order).toEqual(['second', 'third']);
  });

  it('with several permits is held by so many', async () => {
    const lock = new Semaphore('pool', 2);
    await lock.acquire();
    await lock.acquire();
    void lock.acquire();
    expect(heard.of('lock-waiting').map(({ kind }) => kind)).toEqual(['semaphore', 'semaphore', 'semaphore']);
    await turn();
    expect(heard.of('lock-acquired')).toHaveLength(2);
  });

  it('given back twice is free once', async () => {
    const lock = new Mutex('file');
    const hold = await lock.acquire();
    hold.release();
    hold.release();
    await lock.acquire();
    expect(lock.tryAcquire()).toBeUndefined();
    expect(heard.of('lock-released')).toHaveLength(1);
  });

  it('is given back at the end of the block that uses it', async () => {
    const lock = new Mutex('file');
    {
      using hold = await lock.acquire();
      expect(hold.owner.name).toBe('main');
      expect(lock.tryAcquire()).toBeUndefined();
    }
    expect(lock.tryAcquire()).toBeDefined();
  });

  it('says who holds it and who waits, by task, in order and since when', async () => {
    vi.useFakeTimers({ now: 1_000 });
    const lock = new Mutex('file');
    const holder = await trackTask('holder', () => lock.acquire());
    vi.setSystemTime(2_000);
    for (const name of ['one', 'two']) void trackTask(name, () => lock.run(() => undefined));
    expect(lock.holders).toMatchObject([{ task: { name: 'holder' }, since: 1_000 }]);
    expect(names(lock.waiters)).toEqual(['one', 'two']);
    expect(lock.waiters[0]).toMatchObject({ since: 2_000 });
    holder.release();
    expect(names(lock.holders)).toEqual(['one']);
  });

  it('that throws in its work is free again', async () => {
    const lock = new Mutex('file');
    const failing = lock.run(() => {
      throw new Error('no paper');
    });
    await expect(failing).rejects.toThrow('no paper');
    expect(lock.tryAcquire()).toBeDefined();
  });

  it('refuses permits that are no whole number from 1', () => {
    expect(() => trackLock('none', { permits: 0 })).toThrow('it must be a whole number from 1');
  });
});

describe('a wait for a lock', () => {
  it('ends with the reason when its signal aborts, and the next in line is not held up', async () => {
    const lock = new Mutex('file');
    const hold = await lock.acquire();
    const controller = new AbortController();
    const reason = new Error('not needed');
    const impatient = expect(lock.acquire({ signal: controller.signal })).rejects.toBe(reason);
    const patient = lock.run(() => 'got it');
    controller.abort(reason);
    await impatient;
    hold.release();
    expect(await patient).toBe('got it');
    expect(heard.of('lock-released').map(({ acquired }) => acquired)).toEqual([false, true, true]);
  });

  it('ends with the reason when the scope around it is cancelled', async () => {
    const lock = new Mutex('file');
    const hold = await lock.acquire();
    const reason = new Error('closing time');
    const work = CancelScope.run('work', async (scope) => {
      const waiting = lock.run(() => 'never');
      scope.cancel(reason);
      return waiting;
    });
    await expect(work).rejects.toBe(reason);
    expect(lock.waiters).toEqual([]);
    hold.release();
    expect(lock.tryAcquire()).toBeDefined();
  });

  it('ends with the reason when its task is cancelled, and the task does not get the lock later', async () => {
    const lock = new Mutex('file');
    const hold = await lock.acquire();
    const reason = new Error('not needed');
    await TaskGroup.run('group', async (group) => {
      const task = group.spawn('waits', () => lock.acquire());
      task.cancel(reason);
      expect(lock.waiters).toEqual([]);
      await expect(task).rejects.toBe(reason);
    });
    hold.release();
    expect(lock.holders).toEqual([]);
  });

  it('does not begin in a task that is cancelled', async () => {
    const reason = new Error('before');
    const task = trackTask('late', () => Promise.resolve().then(() => new Mutex('file').acquire()));
    task.cancel(reason);
    await expect(task).rejects.toBe(reason);
    expect(heard.of('lock-waiting')).toEqual([]);
  });

  it('does not begin where the signal has aborted or the scope is cancelled', async () => {
    const lock = new Mutex('file');
    const reason = new Error('before');
    await expect(lock.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const work = CancelScope.run('work', async (scope) => {
      scope.cancel(reason);
      return lock.acquire();
    });
    await expect(work).rejects.toBe(reason);
    expect(heard.of('lock-waiting')).toEqual([]);
  });

  it('that took too long says which lock, who holds it and for how long', async () => {
    vi.useFakeTimers({ now: 1_000 });
    const lock = new Mutex('file');
    await trackTask('holder', () => lock.acquire());
    vi.setSystemTime(3_000);
    const refused = expect(lock.acquire({ timeout: 50 })).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'Lock "file" was not acquired within 50 ms: task "holder" has held it for 2050 ms.',
    });
    await vi.advanceTimersByTimeAsync(50);
    await refused;
    expect(lock.waiters).toEqual([]);
  });

  it('refuses a timeout that no timer can wait', async () => {
    await expect(new Mutex('file').acquire({ timeout: -1 })).rejects.toThrow('it must be from 0 to');
  });

  it('that was granted stays granted when the signal aborts a moment later', async () => {
    const lock = new Mutex('file');
    const first = await lock.acquire();
    const controller = new AbortController();
    const second = lock.acquire({ signal: controller.signal });
    first.release();
    controller.abort();
    expect((await second).owner.name).toBe('main');
  });
});

describe('a mutex released by another task', () => {
  it('is reported, and is free all the same', async () => {
    const lock = new Mutex('file');
    const hold = await trackTask('owner', () => lock.acquire());
    await trackTask('other', () => hold.release());
    expect(heard.violations).toEqual(['file: released-by-non-owner']);
    expect(heard.of('violation')).toMatchObject([{ scope: hold.id, ownerTask: hold.owner.id }]);
    expect(lock.tryAcquire()).toBeDefined();
  });

  it('is no violation where another flow of the same task does it', async () => {
    const lock = new Mutex('file');
    await trackTask('owner', async () => {
      const hold = await lock.acquire();
      await CancelScope.run('child flow', () => hold.release());
    });
    expect(heard.violations).toEqual([]);
  });

  it('is no violation where it is a permit, which may be handed on', async () => {
    const lock = new Semaphore('pool', 1);
    const hold = await trackTask('owner', () => lock.acquire());
    await trackTask('other', () => hold.release());
    expect(heard.violations).toEqual([]);
  });

  it('is reported of a lock of another make', async () => {
    const hold = await trackTask('owner', () => trackLock('theirs').wait().acquired());
    await trackTask('other', () => hold.released());
    expect(heard.violations).toEqual(['theirs: released-by-non-owner']);
  });
});

describe('a mutex entered again', () => {
  const reenter = (lock: Mutex): Promise<void> =>
    lock.run(() => lock.run(() => undefined, { timeout: 1 })).catch(() => undefined);

  it('by the flow that holds it is reported at once, and the wait goes on until its timeout', async () => {
    const lock = new Mutex('file');
    const entered = reenter(lock);
    await turn();
    expect(heard.violations).toEqual(['file: lock-reentered']);
    const [first] = heard.of('lock-waiting');
    expect(heard.of('violation')).toMatchObject([{ scope: first?.id }]);
    await entered;
    expect(lock.tryAcquire()).toBeDefined();
  });

  it('by a function that the holder awaits among others is reported', async () => {
    const lock = new Mutex('file');
    const inner = async (): Promise<unknown> => Promise.all([lock.acquire({ timeout: 1 }), Promise.resolve()]);
    await lock.run(async () => {
      await inner().catch(() => undefined);
    });
    expect(heard.violations).toEqual(['file: lock-reentered']);
  });

  it('by what the holder started and does not wait for is no violation', async () => {
    const lock = new Mutex('file');
    const later: Promise<unknown>[] = [];
    await lock.run(async () => {
      later.push(lock.run(() => 'follows'));
      later.push(new Promise<void>((resolve) => setImmediate(() => void lock.run(resolve))));
      await turn();
    });
    await Promise.all(later);
    expect(heard.violations).toEqual([]);
  });

  it('is not what parallel flows of one task do', async () => {
    const lock = new Mutex('file');
    await trackTask('task', () => Promise.all([lock.run(turn), lock.run(turn)]));
    expect(heard.violations).toEqual([]);
  });

  it('is not what a flow does that waits for another flow of its task', async () => {
    const lock = new Mutex('file');
    const hold = await lock.acquire();
    const waiting = lock.run(() => 'got it');
    await turn();
    hold.release();
    expect(await waiting).toBe('got it');
    expect(heard.violations).toEqual([]);
  });

  it('is nothing to say about a semaphore, whose permits others may hand back', async () => {
    const lock = new Semaphore('pool', 1);
    await lock.run(() => lock.acquire({ timeout: 1 }).catch(() => undefined));
    expect(heard.violations).toEqual([]);
  });
});

describe('what a wait tells of the holds of its flow', () => {
  it('is what it gives back only afterwards, in the order it got them', async () => {
    const [a, b, c] = [new Mutex('a'), new Semaphore('b', 2), new Mutex('c')];
    await a.run(() => b.run(() => c.run(() => undefined)));
    const [first, second, third] = heard.of('lock-waiting');
    expect([first, second, third].map((wait) => wait?.holding)).toEqual([[], [first?.id], [first?.id, second?.id]]);
  });

  it('leaves out what parallel flows and other tasks hold, and what is not waited for', async () => {
    const [a, b] = [new Mutex('a'), new Mutex('b')];
    await Promise.all([a.run(turn), b.run(turn)]);
    await a.run(async () => {
      await trackTask('child', () => b.run(() => undefined));
    });
    let later: Promise<unknown> | undefined;
    await a.run(async () => {
      later = b.run(() => undefined);
      await turn();
    });
    await later;
    expect(heard.of('lock-waiting').flatMap(({ holding }) => holding)).toEqual([]);
  });
});

describe('a lock of another make', () => {
  it('is told of with its wait and its hold', () => {
    const lock = trackLock('theirs', { kind: 'pool', permits: 2 });
    const wait = lock.wait();
    expect(names(lock.waiters)).toEqual(['main']);
    wait.acquired();
    expect([names(lock.holders), lock.waiters]).toEqual([['main'], []]);
    wait.released();
    expect(lock.holders).toEqual([]);
    expect(heard.events.map(({ type }) => type)).toEqual(['lock-waiting', 'lock-acquired', 'lock-released']);
  });

  it('tells of a wait that was given up', () => {
    trackLock('theirs').wait().released();
    expect(heard.of('lock-released')).toMatchObject([{ acquired: false }]);
  });
});

describe('a host that comes late', () => {
  it('is told all that is alive, in the state it is in', async () => {
    const session = trackSession('db');
    session.active();
    const hold = await trackLock('late').acquire();
    const late = Recorder.attach();
    sharedRuntime().live.announceAll();
    expect(late.of('session-opened').map(({ name }) => name)).toContain('db');
    expect(late.of('session-changed')).toMatchObject([{ state: 'active' }]);
    expect(late.of('lock-acquired').length).toBeGreaterThan(0);
    hold.released();
    session.close();
  });
});

describe('without an agent', () => {
  it('the library works and keeps nothing', async () => {
    Recorder.detach();
    expect(await new Mutex('file').run(() => 'works')).toBe('works');
    const again = Recorder.attach();
    sharedRuntime().live.announceAll();
    expect(again.events).toEqual([]);
  });
});
