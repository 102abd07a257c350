import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownFiles } from '../../../src/adapter/ownFiles.ts';

const isOurs = ownFiles('/ext/dist/agent/preload.cjs');

/** A package somewhere on disk; returns its library file. */
function packageNamed(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  mkdirSync(join(folder, 'dist', 'lib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name }));
  return join(folder, 'dist', 'lib', 'index.cjs');
}

describe('the files of our own', () => {
  it.each(['/ext/dist/agent/preload.cjs', '/ext/dist/lib/index.js', '/ext/dist/lib/chunk.js'])('are %s', (path) => {
    expect(isOurs(path)).toBe(true);
  });

  it('are those of a copy of the library wherever it is linked from', () => {
    expect(isOurs(packageNamed('async-scope'))).toBe(true);
    expect(isOurs(packageNamed('somebody-else'))).toBe(false);
  });

  it.each(['/ext/dist/library/x.js', '/app/src/async-scope.ts', '/app/dist/lib/index.js', '<node_internals>/x'])(
    'are told from those of the user: %s',
    (path) => expect(isOurs(path)).toBe(false),
  );

  it.skipIf(process.platform === 'win32')('are known by both names where a link leads to them', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linked-')));
    mkdirSync(join(folder, 'real', 'agent'), { recursive: true });
    writeFileSync(join(folder, 'real', 'agent', 'preload.cjs'), '');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const own = ownFiles(join(folder, 'link', 'agent', 'preload.cjs'));
    for (const name of ['link', 'real']) {
      expect(own(join(folder, name, 'agent', 'preload.cjs'))).toBe(true);
      expect(own(join(folder, name, 'lib', 'index.js'))).toBe(true);
    }
  });

  it('are known in either case on Windows', () => {
    const agent = 'C:\\Ext\\agent\\preload.cjs';
    expect(ownFiles(agent)('c:\\ext\\agent\\preload.cjs')).toBe(true);
  });
});
