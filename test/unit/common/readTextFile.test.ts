import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTextFile } from '../../../src/common/readTextFile.ts';

describe('a text file', () => {
  it('is read, or is not there', () => {
    expect(readTextFile('package.json')).toContain('"async-scope"');
    expect(readTextFile('no-such-file')).toBeUndefined();
    expect(readTextFile(join('package.json', 'below'))).toBeUndefined();
  });

  it('that cannot be read is an error', () => {
    expect(() => readTextFile('src')).toThrow('EISDIR');
  });
});
