import { mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownFiles } from '../../../src/adapter/ownFiles.ts';
import { scriptUrlRegex, trapLine } from '../../../src/adapter/trapLocation.ts';

describe('the trap line', () => {
  it('is the line with the marker, counted from 0', () => {
    expect(trapLine('a\nb\n  f(); /*! async-scope:trap */\nc')).toBe(2);
  });

  it.each(['', 'nothing', 'async-scope:trap\nasync-scope:trap'])(
    'is refused where it is not exactly one: %j',
    (text) => {
      expect(() => trapLine(text)).toThrow(/lines marked "async-scope:trap" where there must be one/);
    },
  );
});

describe('the regular expression for a script', () => {
  const matches = (path: string, url: string) => new RegExp(scriptUrlRegex(path)).test(url);

  it('matches path and file URL, with special characters, and no other file', () => {
    const path = '/home/a b/ext (1)+[x]/preload.cjs';
    expect(matches(path, path)).toBe(true);
    expect(matches(path, pathToFileURL(path).href)).toBe(true);
    expect(matches(path, '/other/home/a b/ext (1)+[x]/preload.cjs')).toBe(false);
    expect(matches(path, '/home/a b/ext (1)+[x]/preload-cjs')).toBe(false);
  });

  it('matches a script that was loaded through a symbolic link', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trap-')));
    writeFileSync(join(folder, 'preload.cjs'), '');
    symlinkSync(folder, join(folder, 'link'));
    expect(matches(join(folder, 'link', 'preload.cjs'), pathToFileURL(join(folder, 'preload.cjs')).href)).toBe(true);
  });

  it('matches a Windows drive in either case', () => {
    for (const url of ['c:\\ext\\preload.cjs', 'C:\\ext\\preload.cjs', 'c:/ext/preload.cjs']) {
      expect(matches('C:\\ext\\preload.cjs', url)).toBe(true);
    }
  });
});

describe('the files of our own', () => {
  const isOurs = ownFiles('/ext/dist/agent/preload.cjs');

  it.each([
    '/ext/dist/agent/preload.cjs',
    '/ext/dist/lib/index.js',
    '/app/node_modules/async-scope/dist/lib/index.cjs',
  ])('are known: %s', (path) => expect(isOurs(path)).toBe(true));

  it.each(['/ext/dist/library/x.js', '/app/src/async-scope.ts', '/app/dist/lib/index.js', '<node_internals>/x'])(
    'are told from those of the user: %s',
    (path) => expect(isOurs(path)).toBe(false),
  );

  it('are known in either case on Windows', () => {
    expect(ownFiles('/c:/x')('/C:/x')).toBe(false);
    expect(ownFiles('C:\\Ext\\agent\\preload.cjs')('c:\\ext\\agent\\preload.cjs')).toBe(true);
  });
});
