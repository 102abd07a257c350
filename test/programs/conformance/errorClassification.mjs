import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { CancelScope, ErrorClassifier, classifyError } from 'async-scope';

const errorOf = async (work) => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
};

// Real errors of Node, not made up ones.
const refused = connect(1, '127.0.0.1');
assert.equal(classifyError(await errorOf(() => once(refused, 'connect'))), 'network');
const ended = new PassThrough();
ended.destroy();
assert.equal(classifyError(await errorOf(() => new Promise((_, no) => ended.write('x', (error) => no(error))))), 'io-closed');
assert.equal(classifyError(await errorOf(() => fetch('http://127.0.0.1:1/'))), 'network');
const silent = createServer(() => undefined).listen(0, '127.0.0.1');
await once(silent, 'listening');
const slow = `http://127.0.0.1:${silent.address().port}/`;
assert.equal(classifyError(await errorOf(() => fetch(slow, { signal: AbortSignal.timeout(1) }))), 'timeout');
silent.close();
silent.closeAllConnections();
const controller = new AbortController();
controller.abort();
assert.equal(classifyError(await errorOf(() => fetch('http://127.0.0.1:1/', { signal: controller.signal }))), 'cancelled');
const closedGroup = await errorOf(async () => {
  const scope = new CancelScope('once').enter();
  try {
    scope.enter();
  } finally {
    scope.exit();
  }
});
assert.equal(classifyError(closedGroup), 'cancel-scope-violation');
assert.equal(classifyError(Object.assign(new Error('denied'), { status: 401 })), 'authentication');
assert.equal(classifyError(Object.assign(new Error('too many'), { code: 'EMFILE' })), 'resource-exhausted');
assert.equal(classifyError(new Error('what?')), 'unknown');

// By the chain of causes, and by rules of the program's own, which come first.
const wrapped = new Error('request failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) });
assert.equal(classifyError(wrapped), 'network');
const own = new ErrorClassifier().with({ class: 'session-failure', code: 'E_SDK_GONE' });
assert.equal(own.classify(Object.assign(new Error('gone'), { code: 'E_SDK_GONE' })), 'session-failure');
assert.equal(own.classify(wrapped), 'network');
console.log('ok');
