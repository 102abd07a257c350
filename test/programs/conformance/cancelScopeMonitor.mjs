import assert from 'node:assert/strict';
import { CancelScopeMonitor, Observation } from 'async-scope';

const observation = new Observation({ retention: { logEvents: 1_000 } });
const monitor = new CancelScopeMonitor({ observation });

const begin = () => monitor.enterScope('request', 'the request');
assert.equal(begin(), 'request');
assert.equal(monitor.getScopeStatistics().activeCount, 1);
monitor.exitScope('request', 'the request', new Error('reset'));

// After a long run the totals are right although the history is short.
for (let turn = 0; turn < 50_000; turn += 1) monitor.exitScope(monitor.enterScope());
assert.deepEqual(monitor.getScopeStatistics(), {
  enterCount: 50_001,
  exitCount: 50_001,
  activeCount: 0,
  cancelledCount: 0,
  errorCount: 1,
  violationCount: 0,
  errorRate: 0,
});
assert.equal(observation.events.size, 1_000);
assert.ok(observation.events.dropped > 99_000);

monitor.enterScope('bad');
monitor.exitScope('bad', 'bad', new Error('disk full'));
assert.deepEqual(
  monitor.checkScopeErrors().map(({ type, details }) => [type, details.error]),
  [['scope-exited', 'Error: disk full']],
);
console.log('ok');
