import assert from 'node:assert/strict';
import { getDebugger, getTracker, operation } from 'async-scope';
import { paper } from './support.mjs';

const debug = getDebugger();
assert.deepEqual(debug.generateReport().indicators, {
  cancelScopeErrorRate: null,
  sessionSuccessRate: null,
  meanOperationTime: null,
  errorRecoveryTime: null,
});

const tracker = getTracker();
for (let turn = 0; turn < 3; turn += 1) tracker.exitScope(tracker.enterScope());
tracker.enterScope('twice');
tracker.exitScope('twice');
tracker.exitScope('twice');
await debug.trackSdkSession('good', 'sdk', undefined, () => undefined);
await assert.rejects(debug.trackSdkSession('bad', 'sdk', undefined, () => Promise.reject(new Error('refused'))));
let calls = 0;
await operation(
  'work',
  async () => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
  },
  { retries: 1, delay: 10 },
);

// Live, in the report, in the statistics and in the summary alike.
const { indicators } = debug.generateReport();
// The operation and its attempts are scopes too.
assert.equal(indicators.cancelScopeErrorRate, 1 / 7);
assert.equal(indicators.cancelScopeErrorRate, tracker.getScopeStatistics().errorRate);
assert.equal(indicators.sessionSuccessRate, 0.5);
assert.ok(indicators.errorRecoveryTime >= 9, `${indicators.errorRecoveryTime} ms`);
assert.ok(indicators.meanOperationTime >= 0 && indicators.meanOperationTime < indicators.errorRecoveryTime);
const printed = paper();
debug.printSummary(printed);
assert.match(printed.text, /Cancel-scope error rate +14\.3 %/);
assert.match(printed.text, /Session success rate +50 %/);
assert.match(printed.text, /Mean operation time +[\d.]+ m?s/);
assert.match(printed.text, /Error recovery time +[\d.]+ m?s/);
console.log('ok');
