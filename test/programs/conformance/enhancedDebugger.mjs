import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AsyncDebugger } from 'async-scope';
import { placeOf } from './support.mjs';

/** The inspector of Node on this thread: a breakpoint there is captured by its condition and stops nothing. */
const events = [];
const remote = {
  async attach() {
    const session = new Session();
    session.connect();
    events.push('attached');
    const call = (method, params) =>
      new Promise((resolve, reject) => {
        session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
      });
    await call('Debugger.enable');
    return {
      async setBreakpoint({ file, line, condition }) {
        const url = pathToFileURL(file).href;
        await call('Debugger.setBreakpointByUrl', { url, lineNumber: line - 1, condition });
        events.push('breakpoint');
      },
      get statistics() {
        return { events: events.length };
      },
      close() {
        session.disconnect();
        events.push('closed');
      },
    };
  },
};

globalThis.hits = [];
const debug = new AsyncDebugger({ remote });
function work(value) {
  return value * 2; // Here.
}
const file = fileURLToPath(import.meta.url);
const line = 1 + readFileSync(file, 'utf8').split('\n').findIndex((text) => text.endsWith('// Here.'));
await debug.setRemoteBreakpoint(file, line, 'hits.push(value), false');
let calls = 0;
const double = () => debug.debugAsyncOperation(
  'double',
  async ({ attempt }) => {
    events.push(`attempt ${attempt}`);
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return work(21);
  },
  { retries: 1 },
);
assert.equal(await double(), 42);
assert.deepEqual(globalThis.hits, [21]);

const { breakpointCount, operationCount, session, operations } = debug.getDebugStatistics();
assert.deepEqual([breakpointCount, operationCount, operations.attempts, operations.succeeded], [1, 1, 2, 1]);
assert.equal(session.events, 4);
assert.equal(placeOf(debug.generateReport().operations[0].location), 'enhancedDebugger.mjs double');
await debug.close();
assert.deepEqual(events, ['attached', 'breakpoint', 'attempt 1', 'attempt 2', 'closed']);
assert.equal(debug.getDebugStatistics().session, null);
console.log('ok');
