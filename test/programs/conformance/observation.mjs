import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AsyncDebugger, CancelScope, Observation, defaultObservation, getDebugger, trackLock } from 'async-scope';
import { eventually } from './support.mjs';

const runtime = Reflect.get(globalThis, Symbol.for('async-scope.agent'));
assert.equal(runtime.observed, false);

// Nobody holds it: it ends.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
(() => new AsyncDebugger({ thresholds: { lockHeld: 1 } }).generateReport())();
assert.equal(runtime.observed, true);
await eventually(
  () => {
    collect();
    return runtime.observed;
  },
  (observed) => !observed,
  'an observation that nobody holds ends',
);

// Several hear the same, each for as long as it is open.
const [one, other] = [new Observation(), new Observation()];
CancelScope.enter('both').exit();
one.close();
CancelScope.enter('one').exit();
const entered = ({ events }) => [...events].filter(({ type }) => type === 'scope-entered').map(({ name }) => name);
assert.deepEqual([entered(one), entered(other)], [['both'], ['both', 'one']]);
other.close();
assert.equal(runtime.observed, false);

// What is left open keeps no process alive: this program ends although the shared observation watches a held lock.
await trackLock('left').acquire();
assert.equal(getDebugger().generateReport().programs.length, 1);
assert.equal(defaultObservation().closed, false);
console.log('ok');
