import { beforeEach, describe, expect, it } from 'vitest';
import { trackLock, trackSession } from '../../../src/agent/api/index.ts';
import { sharedRuntime } from '../../../src/agent/runtime.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});

describe('a tracked lock', () => {
  it('is held by one at a time, in the order in which they came', async () => {
    const lock = trackLock('file');
    const order: string[] = [];
    const first = await lock.acquire();
    const others = ['second', 'third'].map((name) => lock.run(() => order.push(name)));
    await Promise.resolve();
    expect(order).toEqual([]);
    first.released();
    await Promise.all(others);
    expect(order).toEqual(['second', 'third']);
  });

  it('with several permits is held by so many', async () => {
    const lock = trackLock('pool', { permits: 2 });
    await lock.acquire();
    await lock.acquire();
    void lock.acquire();
    expect(heard.of('lock-waiting').map(({ kind }) => kind)).toEqual(['semaphore', 'semaphore', 'semaphore']);
    await Promise.resolve();
    expect(heard.of('lock-acquired')).toHaveLength(2);
  });

  it('given back twice is free once', async () => {
    const lock = trackLock('file');
    const hold = await lock.acquire();
    hold.released();
    hold.released();
    await lock.acquire();
    let got = false;
    void lock.acquire().then(() => {
      got = true;
    });
    await Promise.resolve();
    expect(got).toBe(false);
    expect(heard.of('lock-released')).toHaveLength(1);
  });

  it('tells of a wait that was given up', () => {
    trackLock('theirs').wait().released();
    expect(heard.of('lock-released')).toMatchObject([{ acquired: false }]);
  });

  it('refuses permits that are no whole number from 1', () => {
    expect(() => trackLock('none', { permits: 0 })).toThrow('it must be a whole number from 1');
  });
});

describe('a tracked session', () => {
  it('goes from created over active to closed, once', () => {
    const session = trackSession('db', { kind: 'database' });
    session.active('localhost');
    session.close(new Error('gone'));
    session.close();
    session.active();
    expect(heard.of('session-changed')).toMatchObject([{ state: 'active', detail: 'localhost' }]);
    expect(heard.of('session-closed')).toMatchObject([{ status: 'failed', error: 'Error: gone' }]);
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
    expect(await trackLock('file').run(() => 'works')).toBe('works');
    const again = Recorder.attach();
    sharedRuntime().live.announceAll();
    expect(again.events).toEqual([]);
  });
});

describe('names that are no text', () => {
  it('do no harm', () => {
    trackSession(7 as unknown as string);
    trackSession(Symbol('s') as unknown as string);
    trackSession(Object.create(null) as unknown as string);
    expect(heard.of('session-opened').map(({ name }) => name)).toEqual(['7', 'Symbol(s)', '(no text)']);
  });
});
