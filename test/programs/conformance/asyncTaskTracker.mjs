import assert from 'node:assert/strict';
import { AsyncTaskTracker, TaskGroup } from 'async-scope';
import { placeOf, untilAborted } from './support.mjs';

const tracker = new AsyncTaskTracker();
const failure = Object.assign(new Error('disk full'), { code: 'ENOSPC' });

await TaskGroup.run('crawl', async (group) => {
  await group.spawn('parent', async function parent() {
    const waiting = tracker.createTask(({ signal }) => untilAborted(signal), { name: 'waiting' });
    const failing = tracker.createTask(async () => Promise.reject(failure), { name: 'failing' });
    const good = tracker.createTask(async () => 42, { name: 'good' });
    assert.equal(await good, 42);
    await assert.rejects(Promise.resolve(failing), failure);

    const [around, alive] = tracker.getActiveTasks();
    assert.equal(around.name, 'parent');
    assert.deepEqual([alive.name, alive.parent, alive.scopeName], ['waiting', around.id, 'crawl']);
    assert.equal(placeOf(alive.location), 'asyncTaskTracker.mjs parent');

    waiting.cancel('not needed');
    await assert.rejects(Promise.resolve(waiting), { message: 'not needed' });
  });
});

const { failedTasks, ...counts } = tracker.getSummary();
assert.deepEqual(counts, { activeCount: 0, completedCount: 2, failedCount: 1, cancelledCount: 1, lostCount: 0, totalCount: 4 });
assert.deepEqual(
  failedTasks.map(({ name, error }) => [name, error]),
  [['failing', 'Error [ENOSPC]: disk full']],
);
assert.equal(failedTasks[0].exception, failure);
assert.deepEqual(tracker.getActiveTasks(), []);
console.log('ok');
