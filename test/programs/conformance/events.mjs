import assert from 'node:assert/strict';
import { ResourceEvent, ScopeEvent, currentTask, getResourceMonitor, getTracker } from 'async-scope';
import { placeOf } from './support.mjs';

const tracker = getTracker();
const monitor = getResourceMonitor();

function work() {
  tracker.enterScope('scope');
  monitor.lockMonitor.acquireLock('lock');
  monitor.sessionMonitor.createSession('session', 'sdk');
}
const before = Date.now();
work();
monitor.sessionMonitor.closeSession('session');
monitor.lockMonitor.releaseLock('lock');
tracker.exitScope('scope');

const scopeEvents = tracker.getEvents();
const resourceEvents = monitor.getEvents();
assert.deepEqual(
  scopeEvents.map(({ type }) => type),
  ['scope-entered', 'scope-exited'],
);
assert.deepEqual(
  resourceEvents.map(({ type }) => type),
  ['lock-waiting', 'lock-acquired', 'session-opened', 'session-closed', 'lock-released'],
);
for (const event of [...scopeEvents, ...resourceEvents]) {
  assert.ok(event instanceof ScopeEvent || event instanceof ResourceEvent);
  assert.ok(event.timestamp >= before - 50 && event.timestamp <= Date.now() + 50);
  assert.equal(event.toDict().type, event.type);
  assert.deepEqual(JSON.parse(JSON.stringify(event)), event.toDict());
}
const [entered, left] = scopeEvents;
assert.ok(entered.scopeId > 0);
assert.equal(left.scopeId, entered.scopeId);
assert.equal(entered.taskId, currentTask().id);
assert.equal(entered.details.name, 'scope');
for (const event of [entered, resourceEvents[0], resourceEvents[2]]) {
  assert.equal(placeOf(event.stack[0]), 'events.mjs work');
}
assert.equal(resourceEvents[0].resourceId, resourceEvents[4].resourceId);
console.log('ok');
