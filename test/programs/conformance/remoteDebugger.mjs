import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RemoteDebugger } from 'async-scope';

const remote = new RemoteDebugger();
function square(n) {
  return n * n; // Here.
}
const file = fileURLToPath(import.meta.url);
const line = 1 + readFileSync(file, 'utf8').split('\n').findIndex((text) => text.endsWith('// Here.'));

// This process: breakpoints are hit and captured while the program goes on.
const own = await remote.attach();
const breakpoint = await own.setBreakpoint({ file, line, condition: 'n === 7' });
assert.equal(square(6) + square(7), 85);
const hit = await own.events.next('breakpoint-hit', 10_000);
assert.match(JSON.stringify(hit), /square/);
assert.deepEqual(await own.evaluate('6 * 7'), { type: 'number', value: 42, description: '42' });
await assert.rejects(own.evaluate('nowhere.at.all'), /nowhere is not defined/);
await own.removeBreakpoint(breakpoint);

// Another process: it stops, is looked into, goes on, and ends with its own exit code.
const other = spawn(process.execPath, ['-e', 'setInterval(() => globalThis.stop && process.exit(9), 5)'], { stdio: 'ignore' });
const exited = once(other, 'exit');
await once(other, 'spawn');
const session = await remote.attach({ pid: other.pid });
assert.deepEqual((await session.evaluate('process.pid')).value, other.pid);
await session.pause();
assert.equal(session.state, 'paused');
await session.resume();
await session.evaluate('globalThis.stop = true');
assert.deepEqual(await exited, [9, null]);

await assert.rejects(remote.attach({ pid: 2 ** 30 }));
const { sessions, hits, evaluations } = remote.statistics;
assert.deepEqual([sessions, hits], [2, 1]);
assert.ok(evaluations >= 3);
await remote.closeAll();
assert.deepEqual(remote.sessions, []);
console.log('ok');
