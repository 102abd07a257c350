import assert from 'node:assert/strict';
import { TaskMonitor } from 'async-scope';
import { eventually } from './support.mjs';

const monitor = new TaskMonitor({ longTask: 20 });
monitor.trackTaskCreation('job-1', 'first job');
monitor.trackTaskCreation('job-2', 'second job');
assert.equal(await monitor.trackTaskCreation('job-3', 'third job', async () => 'done'), 'done');
assert.equal(monitor.trackTaskCompletion('job-2', 'failed', new Error('no')), true);
assert.equal(monitor.trackTaskCompletion('job-2', 'completed'), false);

const [long] = await eventually(
  () => monitor.getActiveTasks(),
  ([task]) => task.isLong,
  'the task is a long one while it runs',
);
assert.equal(long.name, 'first job');
assert.ok(long.runningFor >= 20);
assert.deepEqual(monitor.getStatistics(), {
  activeCount: 1,
  completedCount: 1,
  failedCount: 1,
  cancelledCount: 0,
  lostCount: 0,
  totalCount: 3,
});
console.log('ok');
