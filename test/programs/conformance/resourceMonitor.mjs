import assert from 'node:assert/strict';
import { ResourceMonitor, monitoredLock, monitoredOperation, monitoredSession } from 'async-scope';
import { paper } from './support.mjs';

const monitor = new ResourceMonitor();
let calls = 0;
const result = await monitor.monitorSession('session-1', 'sdk', 'agent 7', async (session) => {
  assert.equal(session.state, 'active');
  return monitor.monitorLock('cache', () =>
    monitor.monitorOperation(
      'copy',
      async () => {
        const { activeLocks, activeSessions } = monitor.getComprehensiveStatistics();
        assert.deepEqual([activeLocks[0].name, activeSessions[0].name], ['cache', 'session-1']);
        calls += 1;
        if (calls === 1) throw new Error('not yet');
        return 'copied';
      },
      { retries: 1 },
    ),
  );
});
assert.equal(result, 'copied');

await assert.rejects(
  monitor.monitorSession('session-2', 'sdk', undefined, () => Promise.reject(new Error('refused'))),
  { message: 'refused' },
);

// The functions of the module and the blocks look at the same as everybody else.
await monitoredLock('cache', () => monitoredSession('session-3', 'sdk', undefined, () => undefined));
await monitoredOperation('idle', () => undefined);
const hold = monitor.monitorLock('cache');
hold[Symbol.dispose]();

const statistics = monitor.getComprehensiveStatistics();
assert.deepEqual([statistics.locks.acquiredCount, statistics.locks.activeCount], [3, 0]);
assert.deepEqual(
  [statistics.sessions.completedCount, statistics.sessions.failedCount, statistics.sessions.activeCount],
  [2, 1, 0],
);
assert.deepEqual([statistics.operations.registered, statistics.operations.retries], [2, 1]);
assert.deepEqual([statistics.activeLocks, statistics.activeSessions, statistics.activeTasks], [[], [], []]);

assert.equal(monitor.generateReport().statistics.locks.acquired, 3);
const printed = paper();
monitor.printSummary(printed);
assert.match(printed.text, /^No problems found; /);
console.log('ok');
