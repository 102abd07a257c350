import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  LockMonitor,
  Observation,
  ResourceMonitor,
  SessionMonitor,
  SystemMonitor,
  TaskMonitor,
  trackLock,
  trackTask,
} from '../../../../src/agent/api/index.ts';
import type { SessionStatus } from '../../../../src/agent/api/index.ts';
import { eventually } from '../../../support/eventually.ts';

let observation: Observation;
beforeEach(() => {
  observation = new Observation({ thresholds: { lockHeld: 1, leakGrace: 0 } });
});
afterEach(() => observation.close());

describe('a monitor of locks', () => {
  it('tells that a lock is held too long while it is held, and by whom', async () => {
    const monitor = new LockMonitor({ observation });
    monitor.acquireLock('file', 'job-1', 'writer');
    monitor.acquireLock('db');
    const { timeoutCount } = await eventually(
      () => monitor.getStatistics(),
      (statistics) => statistics.timeoutCount >= 2,
      { what: 'both locks are held too long' },
    );
    expect(timeoutCount).toBe(2);
    expect(monitor.getActiveLocks().map(({ name, holders }) => [name, holders[0]?.taskName])).toEqual([
      ['file', 'writer'],
      ['db', 'main'],
    ]);
  });

  it('tells that a lock leaked while it is held, and no more once it was released', async () => {
    const monitor = new LockMonitor({ observation });
    await trackTask('careless', async () => void monitor.acquireLock('file'));
    await eventually(
      () => monitor.getStatistics(),
      ({ leakCount }) => leakCount === 1,
      { what: 'the leak is found' },
    );
    expect(monitor.releaseLock('file')).toBe(true);
    expect(monitor.getStatistics()).toMatchObject({ leakCount: 0, activeCount: 0 });
  });

  it('knows a holder by the id the program has for it', () => {
    const monitor = new LockMonitor({ observation });
    const tasks = new TaskMonitor({ observation });
    const known = tasks.trackTaskCreation('job-1', 'first job');
    monitor.acquireLock('a', 'job-1', 'ignored: it has a name');
    monitor.acquireLock('b', 'job-2', 'second job');
    monitor.acquireLock('c', known.id);
    tasks
      .trackTaskCreation('job-3', 'third job', async () => monitor.acquireLock('d', 'job-3'))
      .catch((error: unknown) => expect.fail(String(error)));
    known.end();
    monitor.acquireLock('e', 'job-1', 'a new first job');
    const holders = monitor.getActiveLocks().map((lock) => lock.holders[0]?.taskName);
    expect(holders).toEqual(['first job', 'second job', 'first job', 'third job', 'a new first job']);
  });

  it('releases what the current task acquired last, else whichever was', async () => {
    const monitor = new LockMonitor({ observation });
    const mine = monitor.acquireLock('shared');
    await trackTask('other', async () => {
      monitor.acquireLock('shared');
      monitor.releaseLock('shared');
    });
    expect(monitor.getActiveLocks()[0]?.holders).toMatchObject([{ taskName: 'main' }]);
    mine.released();
    expect(monitor.releaseLock('shared')).toBe(false);
    expect(monitor.getStatistics()).toMatchObject({ acquiredCount: 2, activeCount: 0 });
  });

  it('shows who waits, and a deadlock while it lasts', async () => {
    const resources = new ResourceMonitor({ observation });
    const [one, other] = [trackLock('one'), trackLock('other')];
    const both = async (name: string, first: typeof one, second: typeof one): Promise<void> =>
      trackTask(name, async () => {
        await first.acquire();
        await Promise.resolve();
        await second.acquire();
      }).then(() => undefined);
    void both('left', one, other);
    void both('right', other, one);
    await eventually(
      () => resources.lockMonitor.getStatistics(),
      ({ waitingCount }) => waitingCount === 2,
      { what: 'both wait' },
    );
    expect(
      resources.lockMonitor.getActiveLocks().map(({ waiters }) => waiters.map(({ taskName }) => taskName)),
    ).toEqual([['right'], ['left']]);
    expect(resources.generateReport().findings.map(({ kind }) => kind)).toContain('deadlock');
  });
});

describe('a monitor of sessions', () => {
  it('follows sessions by id from their creation to their end', () => {
    const monitor = new SessionMonitor({ observation });
    monitor.createSession('s-1', 'sdk', 'agent 7');
    monitor.updateSessionStatus('s-1', 'active');
    expect(monitor.getActiveSessions()).toMatchObject([
      { name: 's-1', kind: 'sdk', state: 'active', detail: 'agent 7' },
    ]);
    expect(monitor.closeSession('s-1')).toBe(true);
    expect(monitor.closeSession('s-1')).toBe(false);
    expect(monitor.getStatistics()).toMatchObject({ openedCount: 1, activeCount: 0, completedCount: 1 });
  });

  it('counts a session by how it ended, and a cancelled one has not failed', () => {
    const monitor = new SessionMonitor({ observation });
    const ends: readonly SessionStatus[] = ['completed', 'closed', 'failed', 'cancelled'];
    for (const status of ends) {
      monitor.createSession(status);
      expect(monitor.updateSessionStatus(status, status)).toBe(true);
    }
    expect(monitor.getStatistics()).toEqual({
      openedCount: 4,
      activeCount: 0,
      completedCount: 2,
      failedCount: 1,
      cancelledCount: 1,
      lostCount: 0,
      successRate: 0.5,
      errorRate: 0.25,
    });
    expect(monitor.updateSessionStatus('failed', 'active')).toBe(false);
  });

  it('forgets a session that was closed by itself', () => {
    const monitor = new SessionMonitor({ observation });
    monitor.createSession('s').close();
    expect(monitor.updateSessionStatus('s', 'active')).toBe(false);
  });

  it('refuses a status that there is not, and names those there are', () => {
    const monitor = new SessionMonitor({ observation });
    expect(() => monitor.updateSessionStatus('s', 'broken' as 'failed')).toThrow(
      'A session cannot be "broken": give created, active, closing, closed, completed, failed, cancelled.',
    );
  });
});

describe('a monitor of resources', () => {
  it('follows a lock, a session and an operation for as long as a function runs', async () => {
    const monitor = new ResourceMonitor({ observation });
    const result = await monitor.monitorSession('s', 'sdk', 'agent', async () =>
      monitor.monitorLock('file', async () =>
        monitor.monitorOperation('copy', async () => {
          const { activeLocks, activeSessions, activeTasks } = monitor.getComprehensiveStatistics();
          expect([activeLocks.length, activeSessions.length, activeTasks.length]).toEqual([1, 1, 0]);
          return 7;
        }),
      ),
    );
    expect(result).toBe(7);
    expect(monitor.getComprehensiveStatistics()).toMatchObject({
      locks: { acquiredCount: 1, activeCount: 0 },
      sessions: { completedCount: 1, activeCount: 0 },
      operations: { registered: 1, succeeded: 1 },
      system: null,
      activeLocks: [],
      activeSessions: [],
    });
  });

  it('passes on what a function throws, and gives everything back', async () => {
    const monitor = new ResourceMonitor({ observation });
    const failing = async (): Promise<never> => Promise.reject(new Error('no'));
    await expect(monitor.monitorLock('file', failing)).rejects.toThrow('no');
    await expect(monitor.monitorSession('s', 'sdk', undefined, failing)).rejects.toThrow('no');
    await expect(monitor.monitorOperation('work', failing)).rejects.toThrow('no');
    expect(monitor.getComprehensiveStatistics()).toMatchObject({
      locks: { activeCount: 0 },
      sessions: { failedCount: 1, activeCount: 0 },
      operations: { failed: 1 },
    });
  });

  it('follows a block by `using`', () => {
    const monitor = new ResourceMonitor({ observation });
    {
      using hold = monitor.monitorLock('file');
      using session = monitor.monitorSession('s');
      expect([hold, session.state]).toEqual([hold, 'active']);
      expect(monitor.getComprehensiveStatistics()).toMatchObject({
        locks: { activeCount: 1 },
        sessions: { activeCount: 1 },
      });
    }
    expect(monitor.lockMonitor.releaseLock('file')).toBe(false);
    expect(monitor.sessionMonitor.closeSession('s')).toBe(false);
    expect(monitor.getEvents().map(({ type }) => type)).toEqual([
      'lock-waiting',
      'lock-acquired',
      'session-opened',
      'session-changed',
      'session-closed',
      'lock-released',
    ]);
    expect(new Set(monitor.getEvents().map(({ resourceId }) => resourceId)).size).toBe(2);
  });
});

describe('a monitor of the system', () => {
  const sample = (rss: number) => ({
    cpu: 0.5,
    rss,
    heapUsed: 1,
    heapTotal: 2,
    loopDelay: 0,
    loopDelayMax: 0,
    loopUtilization: 0.1,
    gcTime: 0,
    handles: 3,
  });

  it('measures when it is asked to, and shows the last hundred samples', () => {
    let rss = 0;
    const sampler = { sample: () => sample((rss += 1)) };
    const monitor = new SystemMonitor({ observation, sampler });
    for (let turn = 1; turn < 120; turn += 1) monitor.collectSystemStats();
    expect(monitor.collectSystemStats()).toMatchObject({ rss: 120, loopUtilization: 0.1 });
    const { current, history } = monitor.getSystemStats();
    expect(current).toEqual(history.at(-1));
    expect(history.map((each) => each.rss)).toEqual(Array.from({ length: 100 }, (_, index) => index + 21));
  });

  it('measures this process where it is given nothing else', () => {
    const sample = new SystemMonitor({ observation }).collectSystemStats();
    expect(sample?.rss).toBeGreaterThan(1_000_000);
    expect(sample?.heapUsed).toBeLessThan(sample?.heapTotal ?? 0);
  });

  it('knows nothing before somebody has measured', () => {
    expect(new SystemMonitor({ observation }).getSystemStats()).toEqual({ current: null, history: [] });
  });
});
