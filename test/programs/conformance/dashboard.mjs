import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsyncDebugger } from 'async-scope';
import { eventually, paper } from './support.mjs';

const debug = new AsyncDebugger({ name: 'nightly', system: { sampleEvery: 1 } });
let live = 0;
for (let turn = 0; turn < 5; turn += 1) {
  await debug.debugAsyncOperation('frequent', async () => undefined);
  // The figures are there while the program runs.
  live = debug.getDebugStatistics().operations.succeeded;
  assert.equal(live, turn + 1);
}
await debug.debugAsyncOperation('slow', () => new Promise((resolve) => void setTimeout(resolve, 30)));
await debug.debugAsyncOperation('broken', async () => Promise.reject(new Error('no'))).catch(() => undefined);
await eventually(() => debug.generateReport().system.length, (count) => count > 0, 'a sample of the system');

const folder = await mkdtemp(join(tmpdir(), 'async-scope-dashboard-'));
const path = join(folder, 'report.json');
const report = debug.generateReport(path);
const saved = JSON.parse(await readFile(path, 'utf8'));
await rm(folder, { recursive: true });
assert.equal(report.operationTotals.slowest[0].name, 'slow');
assert.equal(report.operationTotals.mostFrequent[0].name, 'frequent');
assert.deepEqual(report.errors, [{ errorClass: 'unknown', count: 1 }]);
assert.equal(saved.title, 'nightly');
assert.deepEqual(saved.statistics.operations, report.statistics.operations);

const sheet = paper();
debug.printSummary(sheet);
for (const words of ['slow', 'frequent', 'unknown']) assert.ok(sheet.text.includes(words), sheet.text);
await debug.close();
console.log('ok');
