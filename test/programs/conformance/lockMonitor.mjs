import assert from 'node:assert/strict';
import { Observation, ResourceMonitor, trackLock, trackTask } from 'async-scope';
import { eventually, placeOf } from './support.mjs';

const observation = new Observation({ thresholds: { lockHeld: 20, leakGrace: 1 } });
const monitor = new ResourceMonitor({ observation });
const locks = monitor.lockMonitor;
const statistics = (accept, what) => eventually(() => locks.getStatistics(), accept, what);
const found = (kind) => monitor.generateReport().findings.find((finding) => finding.kind === kind);

// Held too long: told while it is held, with who holds it and who waits.
const slow = trackLock('slow');
const hold = await slow.acquire();
const waiting = trackTask('patient', async function patient() {
  (await slow.acquire()).released();
});
await statistics(({ timeoutCount }) => timeoutCount === 1, 'the lock is held too long');
const [busy] = locks.getActiveLocks();
assert.deepEqual([busy.name, busy.holders[0].taskName, busy.waiters[0].taskName], ['slow', 'main', 'patient']);
assert.equal(placeOf(busy.waiters[0].location), 'lockMonitor.mjs patient');
assert.equal(found('lock-held-too-long').resolvedAt, null);
hold.released();
await waiting;
assert.notEqual(found('lock-held-too-long').resolvedAt, null);

// Leaked: told while it is held, and taken back when it is released after all.
await trackTask('careless', async () => void locks.acquireLock('leaky'));
await statistics(({ leakCount }) => leakCount === 1, 'the leak is found');
assert.match(found('lock-leaked').sentence, /“leaky” is still held although task “careless”/);
assert.equal(locks.releaseLock('leaky'), true);
assert.equal(locks.getStatistics().leakCount, 0);

// A deadlock: told while it lasts.
const [one, other] = [trackLock('one'), trackLock('other')];
const both = async (first, second) => {
  await first.acquire();
  await Promise.resolve();
  await second.acquire();
};
void trackTask('left', () => both(one, other));
void trackTask('right', () => both(other, one));
await eventually(
  () => found('deadlock'),
  (finding) => finding !== undefined,
  'the deadlock is found',
);
assert.match(found('deadlock').sentence, /^No task can go on: .*“left”.*“right”|“right”.*“left”/);
const { acquiredCount, activeCount, waitingCount, longestHeldTime, meanHeldTime } = locks.getStatistics();
assert.deepEqual([acquiredCount, activeCount, waitingCount], [5, 2, 2]);
assert.ok(longestHeldTime >= 20 && meanHeldTime > 0 && meanHeldTime <= longestHeldTime);
console.log('ok');
