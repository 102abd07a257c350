import assert from 'node:assert/strict';
import { CancelScope, getDebugger, getResourceMonitor, operation } from 'async-scope';

const debug = getDebugger();
const failing = (times) => {
  let calls = 0;
  return async ({ attempt, signal }) => {
    calls += 1;
    assert.equal(attempt, calls);
    assert.equal(signal.aborted, false);
    if (calls <= times) throw Object.assign(new Error(`failure ${calls}`), { code: 'ECONNRESET' });
    return 'done';
  };
};

assert.equal(await operation('copy', failing(2), { retries: 3, delay: 5 }), 'done');
await assert.rejects(operation('send', failing(9), { retries: 1 }), { message: 'failure 2' });

// Nobody waits out a delay in a scope that was cancelled.
await assert.rejects(
  CancelScope.run('request', async (scope) => {
    const running = operation('sync', failing(9), { retries: 9, delay: 3_600_000 });
    scope.cancel('the client went away');
    return running;
  }),
);

const { operations } = debug.generateReport();
const copy = operations.find(({ name }) => name === 'copy');
assert.deepEqual(
  copy.attempts.map(({ number, origin, state, error, retryIn }) => [number, origin, state, error, retryIn]),
  [
    [1, 'program', 'failed', 'Error [ECONNRESET]: failure 1', 5],
    [2, 'policy', 'failed', 'Error [ECONNRESET]: failure 2', 5],
    [3, 'policy', 'completed', null, null],
  ],
);
assert.equal(operations.find(({ name }) => name === 'send').retryable, true);
assert.equal(getResourceMonitor().getComprehensiveStatistics().operations.recoveries, 1);
console.log('ok');
