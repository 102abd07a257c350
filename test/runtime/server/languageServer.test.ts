import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleServer } from '../../support/bundleServer.ts';
import { Editor, edited } from './editor.ts';

let product = '';
let workspace = '';
let editor: Editor;

beforeAll(async () => {
  product = await bundleServer();
});
afterAll(() => rm(product, { recursive: true, force: true }));
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'async scope editor ')));
  editor = new Editor(product);
});
afterEach(async () => {
  expect(await editor.stop()).toBe(0);
  await rm(workspace, { recursive: true, force: true });
});

const mistake = 'async function f(signal) {\n  await fetch(url);\n}\n';
const some = (diagnostics: unknown[]): boolean => diagnostics.length > 0;
const none = (diagnostics: unknown[]): boolean => diagnostics.length === 0;

describe('the language server', () => {
  it('shows findings as they are typed, and takes them away', async () => {
    const path = join(workspace, 'a.ts');
    await editor.start(workspace);
    await editor.open(path, mistake);
    expect(await editor.diagnostics(path, some)).toMatchObject([
      {
        code: 'signal-not-forwarded',
        severity: 2,
        source: 'Async Scope',
        range: { start: { line: 1, character: 8 }, end: { line: 1, character: 13 } },
        codeDescription: { href: expect.stringContaining('docs/rules/signal-not-forwarded.md') },
      },
    ]);
    await editor.change(path, mistake.replace('(url)', '(url, { signal })'), 2);
    await editor.diagnostics(path, none);
    await editor.change(path, mistake, 3);
    await editor.diagnostics(path, some);
    await editor.close(path);
    await editor.diagnostics(path, none);
  });

  it('knows the other files of the folder', async () => {
    await writeFile(join(workspace, 'load.ts'), 'export async function load(url, { signal } = {}) {}\n');
    const path = join(workspace, 'use.ts');
    await editor.start(workspace);
    await editor.open(path, `import { load } from './load.js';\n${mistake.replace('fetch', 'load')}`);
    expect(await editor.diagnostics(path, some)).toMatchObject([{ code: 'signal-not-forwarded' }]);
  });

  it('offers the fix, a suppression and a scope, which do what they say', async () => {
    const path = join(workspace, 'a.ts');
    await editor.start(workspace);
    await editor.open(path, mistake);
    await editor.diagnostics(path, some);
    const actions = await editor.actions(path, 1, 9);
    const after = (title: string): string =>
      edited(
        mistake,
        path,
        actions.find((action) => action.title === title),
      );
    expect(after('Pass "signal" on')).toBe('async function f(signal) {\n  await fetch(url, { signal });\n}\n');
    expect(after('Wrap in CancelScope.run')).toBe(
      `const { CancelScope } = require('async-scope');\nasync function f(signal) {\n  await CancelScope.run('fetch', () => fetch(url));\n}\n`,
    );
    const suppressed = after('Suppress signal-not-forwarded, with a reason');
    expect(suppressed).toContain('  // async-scope-ignore signal-not-forwarded: ');
    await editor.change(path, suppressed, 2);
    await editor.diagnostics(path, none);
  });

  it('heeds the settings, also when they change, and those of the folder', async () => {
    const path = join(workspace, 'a.ts');
    await writeFile(join(workspace, 'async-scope.config.json'), '{ "rules": { "signal-not-forwarded": "error" } }');
    await editor.start(workspace);
    await editor.open(path, mistake);
    expect(await editor.diagnostics(path, some)).toMatchObject([{ severity: 1 }]);
    await editor.configure({ rules: { 'signal-not-forwarded': 'hint' } });
    expect(await editor.diagnostics(path, (all) => all[0]?.severity === 4)).toHaveLength(1);
    await editor.configure({ rules: { 'signal-not-forwarded': 'off' } });
    await editor.diagnostics(path, none);
  });

  it('says what is wrong with settings that it cannot use, and goes on', async () => {
    const path = join(workspace, 'a.ts');
    await writeFile(join(workspace, 'async-scope.config.json'), '{ "rules": 1 }');
    await editor.start(workspace, { rules: { nonsense: 'error' } });
    await editor.warned('async-scope.config.json cannot be used');
    await editor.warned('settings of the rules cannot be used');
    await editor.open(path, mistake);
    expect(await editor.diagnostics(path, some)).toHaveLength(1);
  });

  it('speaks the language of the editor', async () => {
    const path = join(workspace, 'a.ts');
    await editor.start(workspace, {}, 'zh-cn');
    await editor.open(path, mistake);
    expect(await editor.diagnostics(path, some)).toMatchObject([{ message: expect.stringContaining('没有传给') }]);
  });

  it('survives a text that is broken, and one that is binary', async () => {
    const path = join(workspace, 'a.ts');
    await editor.start(workspace);
    await editor.open(path, '\u0000\u0001');
    await editor.diagnostics(path, none);
    await editor.change(path, `${mistake}class {{{ `, 2);
    await editor.diagnostics(path, some);
  });
});
