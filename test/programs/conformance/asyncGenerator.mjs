import assert from 'node:assert/strict';
import { CancelScope, getTracker, trackTask } from 'async-scope';

const tracker = getTracker();
let cleanups = 0;
async function* rows(count) {
  const scope = CancelScope.enter('rows');
  try {
    for (let row = 0; row < count; row += 1) {
      scope.signal.throwIfAborted();
      yield row;
    }
  } finally {
    cleanups += 1;
    scope.exit();
  }
}

const read = (stopAt, fail) =>
  trackTask('reader', async () => {
    for await (const row of rows(3)) {
      if (row !== stopAt) continue;
      if (fail) throw new Error('consumer failed');
      break;
    }
  });
await read(9, false);
await read(1, false);
await assert.rejects(Promise.resolve(read(1, true)), { message: 'consumer failed' });
assert.equal(cleanups, 3);
assert.deepEqual(tracker.checkViolations(), []);

// Left half-way by the task that began it, and finished by another.
let abandoned;
await trackTask('reader', async () => {
  abandoned = rows(3);
  await abandoned.next();
});
await trackTask('cleaner', () => abandoned.return());
assert.equal(cleanups, 4);
assert.deepEqual(
  tracker.checkViolations().map(({ sentence }) => sentence),
  [
    'Scope “rows” is still open although task “reader”, which entered it, has ended.',
    'Scope “rows” was entered by task “reader” but left by task “cleaner”.',
  ],
);
console.log('ok');
