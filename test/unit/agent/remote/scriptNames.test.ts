import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptNames, scriptPattern, scriptUrlOf } from '../../../../src/agent/api/remote/scriptNames.ts';

let folder: string | undefined;
afterEach(() => {
  if (folder) rmSync(folder, { recursive: true });
  folder = undefined;
});

const matches = (file: string, name: string): boolean => new RegExp(scriptPattern(scriptNames(file))).test(name);

describe('the names of a script', () => {
  it('are its path and its URL, whichever was given, also from the working directory', () => {
    const path = join(process.cwd(), 'some', 'a b#c.js');
    const both = [path, pathToFileURL(path).href];
    expect(scriptNames(path)).toEqual(both);
    expect(scriptNames(pathToFileURL(path).href)).toEqual(both);
    expect(scriptNames(join('some', 'a b#c.js'))).toEqual(both);
  });

  it('are those of the file that a link leads to as well', () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'async-scope-names-')));
    writeFileSync(join(folder, 'real.js'), '');
    symlinkSync(join(folder, 'real.js'), join(folder, 'link.js'));
    expect(scriptNames(join(folder, 'link.js'))).toContain(join(folder, 'real.js'));
  });

  it('are the one name of what is no file', () => {
    expect(scriptNames('evalmachine:1')).toEqual(['evalmachine:1']);
  });
});

describe('the pattern for V8', () => {
  it('matches the script in every form it may be called by, and no other', () => {
    expect(matches('/app/a+b.js', '/app/a+b.js')).toBe(true);
    expect(matches('/app/a+b.js', 'file:///app/a+b.js?v=1')).toBe(true);
    expect(matches('/app/a+b.js', '/app/aab.js')).toBe(false);
    expect(matches('/app/a.js', '/app/a.json')).toBe(false);
    expect(matches('/app/a.js', '/other/app/a.js')).toBe(false);
  });
});

describe('the URL of a script', () => {
  it('has neither query nor fragment, and is made of a path', () => {
    expect(scriptUrlOf('file:///app/a.js?v=1#x')).toBe('file:///app/a.js');
    expect(scriptUrlOf('/app/a.js')).toBe(pathToFileURL('/app/a.js').href);
    expect(scriptUrlOf('node:fs')).toBe('node:fs');
  });
});
