import assert from 'node:assert/strict';
import { CancelScopeTracker, getTracker, trackTask } from 'async-scope';
import { paper, placeOf } from './support.mjs';

const tracker = getTracker();
assert.equal(getTracker(), tracker);
assert.ok(tracker instanceof CancelScopeTracker);

await trackTask('reader', async function reader() {
  tracker.enterScope('query');
});
await trackTask('closer', async function closer() {
  tracker.exitScope('query');
});
const [violation, ...others] = tracker.checkCrossTaskViolations();
assert.deepEqual(others, []);
assert.equal(violation.sentence, 'Scope “query” was entered by task “reader” but left by task “closer”.');
const [left, entered] = violation.parties;
assert.deepEqual([left.role, left.taskName, placeOf(left.stack[0])], [
  'exited',
  'closer',
  'cancelScopeTracker.mjs closer',
]);
assert.deepEqual([entered.role, entered.taskName, placeOf(entered.stack[0])], [
  'entered',
  'reader',
  'cancelScopeTracker.mjs reader',
]);
assert.ok(violation.usualCauses.length > 0);

tracker.enterScope('outer');
tracker.enterScope('inner');
tracker.exitScope('outer');
tracker.exitScope('inner');
tracker.exitScope('inner');
tracker.exitScope('nobody entered it');
assert.deepEqual(
  tracker.checkViolations().map(({ kind, subject }) => `${subject.name}: ${kind}`),
  [
    'query: outlived-its-task',
    'query: exited-in-another-task',
    'outer: interleaved-exit',
    'inner: exited-twice',
    'nobody entered it: never-entered',
  ],
);

tracker.enterScope('slow');
const signal = tracker.getSignal('slow');
assert.equal(tracker.requestCancel('slow', 'the client went away'), true);
assert.equal(signal.reason.message, 'the client went away');
tracker.exitScope('slow', 'slow', signal.reason);
const { cancelledCount, violationCount, activeCount } = tracker.getScopeStatistics();
assert.deepEqual([cancelledCount, violationCount, activeCount], [1, 5, 0]);

assert.equal(tracker.generateReport().findings.length, 5);
const printed = paper();
tracker.printSummary(printed);
assert.match(printed.text, /^5 errors, the worst: /);
console.log('ok');
