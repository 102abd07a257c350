import assert from 'node:assert/strict';
import { CancelScope, getTracker, safeGenerator, trackTask } from 'async-scope';

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

// The same in a safe generator: what it enters is left by the task that entered it, whoever finishes it.
const before = tracker.checkViolations().length;
let left = 0;
const safeRows = () =>
  safeGenerator('safe rows', async function* () {
    const scope = CancelScope.enter('page');
    try {
      yield 1;
      yield 2;
    } finally {
      scope.exit();
      left += 1;
    }
  });
let halfWay;
await trackTask('reader', async () => {
  halfWay = safeRows();
  await halfWay.next();
});
await trackTask('cleaner', () => halfWay.return());
assert.equal(left, 1);
for await (const row of safeRows()) if (row === 1) break;
await assert.rejects(safeRows().throw(new Error('before it began')), { message: 'before it began' });
await CancelScope.run('around', async (scope) => {
  const rowsInScope = safeRows();
  await rowsInScope.next();
  scope.cancel('enough');
  await assert.rejects(rowsInScope.next(), (error) => error === scope.signal.reason);
}).catch(() => undefined);
assert.equal(left, 3);
assert.equal(tracker.checkViolations().length, before);
console.log('ok');
