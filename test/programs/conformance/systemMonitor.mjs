import assert from 'node:assert/strict';
import { Observation, SystemMonitor } from 'async-scope';
import { eventually } from './support.mjs';

const observation = new Observation({ system: { sampleEvery: 50 } });
const monitor = new SystemMonitor({ observation });
const { history } = await eventually(() => monitor.getSystemStats(), ({ history: seen }) => seen.length > 2, 'samples');
for (const sample of history) {
  assert.ok(sample.rss > 1_000_000 && sample.heapUsed > 100_000 && sample.heapUsed <= sample.heapTotal);
  assert.ok(sample.cpu >= 0 && sample.loopUtilization >= 0 && sample.loopUtilization <= 1);
  assert.ok(sample.loopDelay >= 0 && sample.gcTime >= 0 && sample.handles >= 0);
}
const now = monitor.collectSystemStats();
assert.ok(now.timestamp >= history[0].timestamp);

// Work is seen: a loop that is blocked has a delay.
await eventually(
  () => {
    const end = Date.now() + 20;
    while (Date.now() < end);
    return monitor.getSystemStats().history;
  },
  (samples) => samples.some(({ loopDelayMax }) => loopDelayMax > 5),
  'the delay of the event loop',
);

// A ring: it does not grow with the run.
for (let turn = 0; turn < 500; turn += 1) monitor.collectSystemStats();
assert.equal(monitor.getSystemStats().history.length, 100);

observation.close();
console.log('ok');
