import assert from 'node:assert/strict';
import { Observation, ResourceMonitor, trackTask } from 'async-scope';
import { eventually } from './support.mjs';

const observation = new Observation({ thresholds: { leakGrace: 1 } });
const resources = new ResourceMonitor({ observation });
const monitor = resources.sessionMonitor;

monitor.createSession('good', 'sdk', 'agent 7');
assert.equal(monitor.updateSessionStatus('good', 'active'), true);
const [session] = monitor.getActiveSessions();
assert.deepEqual([session.name, session.kind, session.state, session.detail], ['good', 'sdk', 'active', 'agent 7']);
assert.equal(monitor.closeSession('good'), true);
assert.equal(monitor.closeSession('good'), false);

monitor.createSession('bad');
monitor.updateSessionStatus('bad', 'failed', new Error('refused'));
monitor.createSession('stopped');
monitor.updateSessionStatus('stopped', 'cancelled');
assert.deepEqual(monitor.getStatistics(), {
  openedCount: 3,
  activeCount: 0,
  completedCount: 1,
  failedCount: 1,
  cancelledCount: 1,
  lostCount: 0,
  successRate: 1 / 3,
  errorRate: 1 / 3,
});

// Its owner has ended: a leak, told while it is open.
await trackTask('careless', async () => void monitor.createSession('forgotten', 'database'));
const leak = await eventually(
  () => resources.generateReport().findings.find(({ kind }) => kind === 'session-leaked'),
  (finding) => finding !== undefined,
  'the leak is found',
);
assert.match(leak.sentence, /“forgotten” is still open although task “careless”/);
assert.throws(() => monitor.updateSessionStatus('forgotten', 'odd'), RangeError);
assert.equal(monitor.closeSession('forgotten'), true);
console.log('ok');
