import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsyncDebugger, trackLock } from 'async-scope';
import { eventually, paper } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'async-scope-configuration-'));
const file = join(folder, 'async-scope.config.json');
const configure = (content) => writeFileSync(file, JSON.stringify(content));
const home = process.cwd();
process.chdir(folder);
process.on('exit', () => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

// Thresholds and redaction of the file, thresholds of the environment over it.
configure({ thresholds: { lockHeld: 86_400_000 }, redaction: { patterns: ['corp-*'] }, system: { sampleEvery: 0 } });
process.env.ASYNC_SCOPE_THRESHOLDS_LOCK_HELD = '1';
const debug = new AsyncDebugger({ name: 'configured' });
const hold = await trackLock('corp-vault').acquire();
await eventually(() => debug.generateReport().findings, (found) => found.length > 0, 'the lock that is held too long');
assert.equal(debug.generateReport().findings[0].kind, 'lock-held-too-long');
assert.ok(!JSON.stringify(debug.generateReport().findings).includes('corp-vault'));
hold.released();
await debug.close();

// In the language that is asked for.
configure({ report: { language: 'zh-cn' } });
delete process.env.ASYNC_SCOPE_THRESHOLDS_LOCK_HELD;
const chinese = new AsyncDebugger({ system: { sampleEvery: 0 } });
chinese.scopeTracker.exitScope('stray');
const sheet = paper();
chinese.printSummary(sheet);
assert.match(sheet.text, /取消作用域错误率/);
await chinese.close();

// Everything that is wrong is named at once, with what is allowed.
configure({ tresholds: {}, retention: { ended: -1 } });
process.env.ASYNC_SCOPE_THRESHOLDS_LOCK_HELD = 'soon';
assert.throws(() => new AsyncDebugger({ stackDepth: 99 }), (error) => {
  for (const words of ['did you mean "thresholds"?', 'retention.ended is -1', 'ASYNC_SCOPE_THRESHOLDS_LOCK_HELD', 'stackDepth is 99']) {
    assert.ok(error.message.includes(words), error.message);
  }
  return true;
});
console.log('ok');
