import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AsyncDebugger, RemoteDebugger } from 'async-scope';
import { eventually, placeOf } from './support.mjs';

const debug = new AsyncDebugger();
function work(value) {
  return value * 2; // Here.
}
const file = fileURLToPath(import.meta.url);
const line = 1 + readFileSync(file, 'utf8').split('\n').findIndex((text) => text.endsWith('// Here.'));

// Without a breakpoint no debug session is opened.
assert.equal(await debug.debugAsyncOperation('plain', async () => work(1)), 2);
assert.equal(debug.getDebugStatistics().session, null);

await debug.setRemoteBreakpoint(file, line, 'value > 20');
let calls = 0;
const double = () =>
  debug.debugAsyncOperation(
    'double',
    async () => {
      calls += 1;
      if (calls === 1) throw new Error('not yet');
      return work(5) + work(21);
    },
    { retries: 1 },
  );
assert.equal(await double(), 52);

// The breakpoint was really hit, once: its condition was false for 5. The program was not stopped by it.
const { session } = await eventually(
  () => debug.getDebugStatistics(),
  ({ session: seen }) => seen.hits > 0,
  'the hit of the breakpoint',
);
assert.equal(session.hits, 1);
const { breakpointCount, operationCount, operations } = debug.getDebugStatistics();
assert.deepEqual([breakpointCount, operationCount, operations.attempts, operations.succeeded], [1, 2, 3, 2]);
assert.equal(placeOf(debug.generateReport().operations[0].location), 'enhancedDebugger.mjs double');
await debug.close();
assert.equal(debug.getDebugStatistics().session, null);

// The same, with what was captured at the hit.
const captured = await RemoteDebugger.withSession(undefined, async (own) => {
  await own.setBreakpoint({ file, line });
  work(4);
  return own.events.next('breakpoint-hit', 10_000);
});
assert.match(JSON.stringify(captured), /"value"/);
console.log('ok');
