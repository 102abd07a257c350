import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { checkBundle, packagesIn } from '../../../src/build/checkBundle.ts';
import type { Bundle } from '../../../src/build/bundles.ts';

const agent: Bundle = {
  name: 'agent preload',
  options: {},
  mayContain: ['agent', 'protocol'],
  mayUse: ['valibot'],
  budget: 100,
};

const metafile = (inputs: string[], bytes = 10, imported: string[] = []): Metafile => ({
  inputs: Object.fromEntries(inputs.map((path) => [path, { bytes: 1, imports: [] }])),
  outputs: {
    'dist/x.cjs': {
      bytes,
      inputs: {},
      exports: [],
      imports: imported.map((path) => ({ path, kind: 'require-call' as const, external: true })),
    },
  },
});

describe('the check of a bundle', () => {
  it('accepts what belongs in it', () => {
    const inputs = ['src/agent/bootstrap.ts', 'src/protocol/events.ts', 'node_modules/valibot/dist/index.mjs'];
    expect(checkBundle(agent, metafile(inputs))).toEqual([]);
  });

  it('names a file from a folder that does not belong in it', () => {
    expect(checkBundle(agent, metafile(['src/model/model.ts']))[0]).toContain('contains src/model/model.ts');
  });

  it('names a package that does not belong in it', () => {
    expect(checkBundle(agent, metafile(['node_modules/@scope/left/index.js']))[0]).toContain('@scope/left');
  });

  it('names a bundle other than the extension that requires vscode', () => {
    expect(checkBundle(agent, metafile([], 10, ['vscode']))[0]).toContain('only the extension may');
  });

  it('names a bundle over its budget', () => {
    expect(checkBundle(agent, metafile([], 101))[0]).toContain('over its budget');
  });

  it('lists each bundled package once, by its whole name', () => {
    const inputs = ['node_modules/a/index.js', 'node_modules/a/b.js', 'node_modules/@s/c/d.js'];
    expect(packagesIn(metafile(inputs))).toEqual(['@s/c', 'a']);
  });
});
