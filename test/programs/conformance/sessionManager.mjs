import assert from 'node:assert/strict';
import { CancelScope, currentScope, getDebugger, isolated, operation, retry, trackSession, withSession } from 'async-scope';

// Each call in a context of its own: what is cancelled around it does not reach it, and all it opened is cleaned up.
const order = [];
await CancelScope.run('caller', async (caller) => {
  const work = isolated('call', async ({ scope, onCleanup }) => {
    onCleanup(() => order.push('connection closed'));
    onCleanup(() => order.push('file closed'));
    caller.cancel('the caller is gone');
    assert.equal(currentScope(), scope);
    assert.equal(scope.cancelled, false);
    return 'isolated';
  });
  assert.equal(await work, 'isolated');
}).catch((error) => assert.equal(error.name, 'AbortError'));
assert.deepEqual(order, ['file closed', 'connection closed']);
await assert.rejects(
  isolated('failing', async ({ onCleanup }) => {
    onCleanup(() => order.push('cleaned'));
    throw new Error('first');
  }),
  { message: 'first' },
);
assert.equal(order.at(-1), 'cleaned');

// Retry with back-off, asked for by a health check first.
let calls = 0;
let healthy = 0;
const flaky = async () => {
  calls += 1;
  if (calls < 3) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  return 'answered';
};
const recovery = retry({ attempts: 3, backoff: { initial: 1, max: 4 } });
const healthCheck = () => (healthy += 1) > 0;
assert.equal(await operation('query', flaky, { recovery, healthCheck }), 'answered');
assert.deepEqual([calls, healthy], [3, 2]);

// Sessions that know how they are, and are closed whatever happens.
const session = trackSession('db', { kind: 'database', healthCheck: async () => true });
assert.equal((await session.checkHealth()).healthy, true);
assert.equal(session.health.at(-1).healthy, true);
session.close();
let closed = 0;
const close = () => (closed += 1);
await withSession('good', async () => ({}), async () => 'used', { close });
await assert.rejects(withSession('bad', async () => ({}), async () => Promise.reject(new Error('no')), { close }));
assert.equal(closed, 2);

const { statistics } = getDebugger().generateReport();
assert.deepEqual(
  [statistics.operations.retries, statistics.operations.recoveries],
  [0, 0],
  'the debugger was made after all that, and counts from then on',
);
console.log('ok');
