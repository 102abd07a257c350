import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentScope, currentTask, getDebugger, trackedCancelScope, trackedTask } from 'async-scope';
import { paper } from './support.mjs';

const debug = getDebugger();
const result = await debug.trackedTask('task', () =>
  debug.trackedScope('scope', (scope) =>
    debug.trackLock('lock', () =>
      debug.trackSdkSession('session', 'sdk', 'agent', async () => {
        assert.equal(currentTask().name, 'task');
        assert.equal(currentScope(), scope);
        return 'done';
      }),
    ),
  ),
);
assert.equal(result, 'done');
assert.equal(await debug.createTask(async () => 42, { name: 'answer' }), 42);
assert.equal(await trackedTask('task', () => trackedCancelScope('scope', () => 7)), 7);
await assert.rejects(
  debug.trackedScope('late', (scope) => new Promise((_, reject) => {
    scope.signal.addEventListener('abort', () => reject(scope.signal.reason));
    scope.cancel('enough');
  })),
  { message: 'enough' },
);

// Blocks, as `using` and `await using` end them.
const task = debug.trackedTask('block');
const scope = debug.trackedScope('block', { timeout: 60_000 });
const lock = debug.trackLock('lock');
const session = debug.trackSdkSession('block');
const { totals } = debug.generateReport();
assert.deepEqual([totals.scopes, totals.locks, totals.sessions], [1, 1, 1]);
session[Symbol.dispose]();
lock[Symbol.dispose]();
await scope[Symbol.asyncDispose]();
task[Symbol.dispose]();

const folder = mkdtempSync(join(tmpdir(), 'async-scope-'));
const path = join(folder, 'report.json');
const report = debug.generateReport(path);
assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), report);
rmSync(folder, { recursive: true });
assert.deepEqual(report.findings, []);
assert.deepEqual(
  [report.statistics.tasks.completed, report.statistics.scopes.completed, report.statistics.scopes.cancelled],
  [4, 3, 1],
);

// What is wrong comes first, in colours on a terminal only.
debug.scopeTracker.exitScope('stray');
const [page, terminal] = [paper(), paper({ isTTY: true })];
debug.printSummary(page);
process.env.TERM = 'xterm';
debug.printSummary(terminal);
assert.match(page.text, /^1 error: Scope “stray” was left by task “main” but nobody had entered it\.\n/);
assert.ok(!page.text.includes('\u001B'));
assert.ok(terminal.text.includes('\u001B[31m  ✖'));
await debug.close();
console.log('ok');
