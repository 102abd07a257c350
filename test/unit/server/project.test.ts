import { describe, expect, it } from 'vitest';
import { Project } from '../../../src/server/engine/project.ts';
import { severitiesOf } from '../../../src/server/engine/severities.ts';
import { rules } from '../../../src/server/rules/index.ts';

const project = (): Project => new Project('/p', rules, severitiesOf(rules, new Set()));
const mistake = 'async function f(signal) {\n  await fetch(url);\n}\n';
const names = (of: Project, path: string): string[] => of.findings(path).map(({ rule }) => rule);

describe('a project', () => {
  it('forgets what a file told when the file changes, also across files', () => {
    const all = project();
    all.update('/p/load.ts', 'export async function load(url, { signal } = {}) {}');
    all.update('/p/use.ts', `import { load } from './load.ts';\nasync function f(signal) { await load(url); }`);
    expect(names(all, '/p/use.ts')).toEqual(['signal-not-forwarded']);
    all.update('/p/load.ts', 'export async function load(url) {}');
    expect(names(all, '/p/use.ts')).toEqual([]);
    all.update('/p/load.ts', 'export async function load(url, { signal } = {}) {}');
    all.remove('/p/load.ts');
    expect(names(all, '/p/use.ts')).toEqual([]);
  });

  it.each([
    ['binary', 'const a = 1;\0\0'],
    ['too-large', 'a();\n'.repeat(500_000)],
    ['minified', 'a();'.repeat(10_000)],
    ['broken-encoding', '\uFFFD'.repeat(30)],
  ])('does not check what is %s', (reason, text) => {
    const all = project();
    all.update('/p/a.ts', text);
    expect(all.skipped('/p/a.ts')).toBe(reason);
    expect(all.findings('/p/a.ts')).toEqual([]);
  });

  it('checks what it can of a broken text, and knows where it is broken', () => {
    const all = project();
    const text = `${mistake}function (\n`;
    all.update('/p/a.ts', text);
    expect(names(all, '/p/a.ts')).toEqual(['signal-not-forwarded']);
    expect(all.analysis('/p/a.ts')?.brokenAt).toBeGreaterThanOrEqual(mistake.length);
  });

  it.each(['a.js', 'a.jsx', 'a.mjs', 'a.cjs', 'a.ts', 'a.tsx', 'a.mts', 'a.cts'])('checks %s', (name) => {
    const all = project();
    all.update(`/p/${name}`, name.endsWith('x') ? `${mistake}const view = <a href="x">{1}</a>;` : mistake);
    expect(names(all, `/p/${name}`)).toEqual(['signal-not-forwarded']);
    expect(all.analysis(`/p/${name}`)?.brokenAt).toBeUndefined();
  });

  it('heeds a comment that suppresses a finding only when it says why', () => {
    const with_ = (comment: string): string[] => {
      const all = project();
      all.update('/p/a.ts', mistake.replace('  await', `  ${comment}\n  await`));
      return names(all, '/p/a.ts');
    };
    expect(with_('// async-scope-ignore signal-not-forwarded: must arrive')).toEqual([]);
    expect(with_('// async-scope-ignore signal-not-forwarded')).toEqual(['signal-not-forwarded']);
    expect(with_('// async-scope-ignore timeout-not-cleared: no')).toEqual(['signal-not-forwarded']);
  });
});

describe('the severities', () => {
  const floating = 'task-outlives-scope';

  it('are off for what another tool finds, unless somebody set it', () => {
    expect(severitiesOf(rules, new Set()).get(floating)).toBe('warning');
    expect(severitiesOf(rules, new Set(['biome'])).get(floating)).toBe('off');
    expect(severitiesOf(rules, new Set(['biome']), { [floating]: 'error' }).get(floating)).toBe('error');
  });

  it('are those of the last who set them', () => {
    expect(severitiesOf(rules, new Set(), { [floating]: 'hint' }, { [floating]: 'off' }).get(floating)).toBe('off');
  });
});
