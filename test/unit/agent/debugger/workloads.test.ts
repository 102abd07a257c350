import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AsyncDebugger,
  type CancelScope,
  Observation,
  TaskGroup,
  currentScope,
  currentTask,
  trackLock,
} from '../../../../src/agent/api/index.ts';
import { eventually } from '../../../support/eventually.ts';

let observation: Observation;
let debug: AsyncDebugger;
beforeEach(() => {
  observation = new Observation({ thresholds: { lockHeld: 60_000, leakGrace: 0 } });
  debug = new AsyncDebugger({ observation });
});
afterEach(() => {
  vi.useRealTimers();
  observation.close();
});

const findings = (): string[] => debug.generateReport().findings.map(({ kind, subject }) => `${subject.name}: ${kind}`);
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('scopes in scopes', () => {
  it('have each other as parents, from the outside in', async () => {
    const path = await debug.trackedScope('outer', async () =>
      debug.trackedScope('middle', async () =>
        debug.trackedScope('inner', async (inner) => [inner.name, inner.parent?.name, inner.parent?.parent?.name]),
      ),
    );
    expect(path).toEqual(['inner', 'middle', 'outer']);
    expect(findings()).toEqual([]);
  });

  it('may be two hundred deep, and cancelling the outermost reaches the innermost', async () => {
    const dive = (depth: number): Promise<number> =>
      debug.trackedScope(`level ${depth}`, async (scope) =>
        depth === 200 ? untilAborted(scope.signal) : dive(depth + 1),
      );
    const outcome = debug.trackedScope('surface', async (scope) => {
      const diving = dive(1);
      await turns(3);
      expect(debug.scopeTracker.getScopeStatistics().activeCount).toBe(201);
      scope.cancel('come up');
      return diving;
    });
    await expect(outcome).rejects.toThrow('come up');
    expect(debug.scopeTracker.getScopeStatistics()).toMatchObject({ activeCount: 0, cancelledCount: 201 });
  });

  it('twenty side by side keep apart, in tasks and in flows of one task', async () => {
    const inTasks = numbers(20).map((index) =>
      debug.createTask(async () =>
        debug.trackedScope(`scope ${index}`, async (scope) => {
          await turns(20 - index);
          expect(currentScope()).toBe(scope);
        }),
      ),
    );
    const inFlows = numbers(20).map(async (index) => {
      using scope = debug.trackedScope(`flow ${index}`);
      await turns(index);
      return scope;
    });
    await Promise.all([...inTasks, ...inFlows]);
    expect(debug.scopeTracker.getScopeStatistics()).toMatchObject({ enterCount: 40, exitCount: 40, activeCount: 0 });
    expect(findings()).toEqual([]);
  });
});

describe('what is cleaned up', () => {
  const useAll = (work: (scope: CancelScope) => Promise<never>): Promise<never> =>
    debug.trackedScope('work', (scope) =>
      debug.trackSdkSession('session', 'sdk', undefined, () => debug.trackLock('lock', () => work(scope))),
    );

  it('is everything when an exception passes, and it passes on', async () => {
    await expect(useAll(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const { statistics, totals } = debug.generateReport();
    expect(totals).toMatchObject({ scopes: 0, locks: 0, sessions: 0 });
    expect([statistics.scopes.failed, statistics.sessions.failed]).toEqual([1, 1]);
  });

  it('is everything when the work is cancelled, and nothing has failed then', async () => {
    const outcome = useAll((scope) => {
      scope.cancel('enough');
      return untilAborted(scope.signal);
    });
    await expect(outcome).rejects.toThrow('enough');
    const { statistics, totals } = debug.generateReport();
    expect(totals).toMatchObject({ scopes: 0, locks: 0, sessions: 0 });
    expect([statistics.scopes.cancelled, statistics.sessions.cancelled]).toEqual([1, 1]);
  });
});

describe('a pool of connections', () => {
  it('that is exhausted shows who has the slots and who waits, in order', async () => {
    const pool = trackLock('pool', { permits: 2, kind: 'pool' });
    const gate = Promise.withResolvers<void>();
    const clients = numbers(5).map((index) =>
      debug.createTask(async () => pool.run(() => gate.promise), { name: `client ${index}` }),
    );
    await turns(3);
    const [busy] = debug.resourceMonitor.lockMonitor.getActiveLocks();
    expect(busy).toMatchObject({ name: 'pool', kind: 'pool', permits: 2 });
    expect(busy?.holders.map(({ taskName }) => taskName)).toEqual(['client 0', 'client 1']);
    expect(busy?.waiters.map(({ taskName }) => taskName)).toEqual(['client 2', 'client 3', 'client 4']);
    gate.resolve();
    await Promise.all(clients);
    expect(debug.resourceMonitor.lockMonitor.getStatistics()).toMatchObject({
      acquiredCount: 5,
      contendedCount: 3,
      activeCount: 0,
      waitingCount: 0,
    });
  });

  it('whose slots and sessions are not given back is found to leak', async () => {
    const pool = trackLock('pool', { permits: 2, kind: 'pool' });
    await debug.createTask(async () => {
      await pool.acquire();
      debug.trackSdkSession('connection', 'database');
    });
    const found = await eventually(findings, (all) => all.length === 2, { what: 'both leaks are found' });
    expect(found.sort()).toEqual(['connection: session-leaked', 'pool: lock-leaked']);
  });
});

describe('a hundred tasks at once', () => {
  it('are counted by how they end, and nothing is left over', async () => {
    const work = numbers(100).map((index) =>
      debug.createTask(
        ({ signal }) =>
          debug.trackedScope(`scope ${index}`, () =>
            debug.trackLock(`lock ${index % 10}`, async () => {
              await turns(index % 7);
              if (index % 10 === 0) throw new Error(`failure ${index}`);
              return index % 10 === 1 ? untilAborted(signal) : index;
            }),
          ),
        { name: `task ${index}` },
      ),
    );
    const outcomes = Promise.allSettled(work);
    for (const task of work.filter((_, index) => index % 10 === 1)) task.cancel();
    await outcomes;
    expect(debug.taskTracker.getSummary()).toMatchObject({
      activeCount: 0,
      completedCount: 80,
      failedCount: 10,
      cancelledCount: 10,
      totalCount: 100,
    });
    expect(debug.generateReport().totals).toMatchObject({ scopes: 0, locks: 0 });
    expect(findings()).toEqual([]);
  });

  it('have each the session, the scope and the task that are their own', async () => {
    const names = await Promise.all(
      numbers(100).map((index) =>
        debug.createTask(
          () =>
            debug.trackSdkSession(`session ${index}`, 'sdk', undefined, async (session) => {
              using scope = debug.trackedScope(`scope ${index}`);
              await turns(index % 13);
              expect(currentScope()).toBe(scope);
              return [session.name, currentTask().name];
            }),
          { name: `task ${index}` },
        ),
      ),
    );
    expect(names).toEqual(numbers(100).map((index) => [`session ${index}`, `task ${index}`]));
    expect(debug.resourceMonitor.sessionMonitor.getStatistics()).toMatchObject({ completedCount: 100, activeCount: 0 });
  });
});

describe('time', () => {
  it('runs out for those only whose timeout is short', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const outcomes = Promise.allSettled(
      [10, 20, 5_000, undefined].map((timeout) =>
        debug.trackedScope(
          `timeout ${timeout}`,
          (scope) =>
            Promise.race([
              untilAborted(scope.signal),
              new Promise((resolve) => {
                setTimeout(resolve, 100);
              }),
            ]),
          { timeout },
        ),
      ),
    );
    await vi.advanceTimersByTimeAsync(100);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    expect(debug.scopeTracker.getScopeStatistics()).toMatchObject({ cancelledCount: 2, exitCount: 4 });
  });

  it('passes between attempts, as the policy of the operation says', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let calls = 0;
    const outcome = debug.resourceMonitor.monitorOperation(
      'flaky',
      async () => {
        calls += 1;
        if (calls < 3) throw new Error('not yet');
        return calls;
      },
      { retries: 4, delay: 1_000 },
    );
    await vi.advanceTimersByTimeAsync(999);
    expect(calls).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcome).toBe(3);
    expect(debug.generateReport().statistics.operations).toMatchObject({ attempts: 3, retries: 2, recoveries: 1 });
  });
});

describe('cancelling', () => {
  it('goes down the chain of scopes, groups and tasks, and stops at a shield', async () => {
    const stopped: string[] = [];
    const note = (name: string, signal: AbortSignal): Promise<never> =>
      untilAborted(signal).finally(() => stopped.push(name));
    const chain = debug.trackedScope('request', async (request) => {
      const group = TaskGroup.run('workers', async (workers) => {
        workers.spawn('first', ({ signal }) => note('first', signal));
        workers.spawn('second', () => debug.trackedScope('step', (step) => note('step', step.signal)));
      });
      const written = Promise.withResolvers<void>();
      const saved = debug.trackedScope('save', async (save) => written.promise.then(() => save.signal.aborted), {
        shield: true,
      });
      await turns(5);
      request.cancel('the client went away');
      written.resolve();
      expect(await saved).toBe(false);
      return group;
    });
    await expect(chain).rejects.toThrow('the client went away');
    expect(stopped.sort()).toEqual(['first', 'step']);
    expect(debug.taskTracker.getSummary()).toMatchObject({ cancelledCount: 2, failedCount: 0, activeCount: 0 });
    const cancelled = debug.scopeTracker.getEvents().filter(({ type }) => type === 'scope-cancelled');
    expect(cancelled).toHaveLength(3);
    expect(findings()).toEqual([]);
  });
});
