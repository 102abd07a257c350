import { mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scriptUrlRegex, trapPlace } from '../../../src/adapter/trapLocation.ts';

describe('the place of the trap', () => {
  it('is that of the marker, counted from 0', () => {
    expect(trapPlace('a\nb\nf();g(){/*! async-scope:trap */\nc')).toEqual({ line: 2, column: 12 });
  });

  it.each(['', 'nothing', 'async-scope:trap\nasync-scope:trap'])(
    'is refused where it is not exactly one: %j',
    (text) => {
      expect(() => trapPlace(text)).toThrow(/lines marked "async-scope:trap" where there must be one/);
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
