import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startVscode, type Vscode } from '../support/vscodeServer.ts';
import { packagedExtension, sampleFolder } from './journeySetup.ts';
import { Workbench } from './pages/workbench.ts';

let home: string;
let result: string;
let vscode: Vscode | undefined;
let workbench: Workbench | undefined;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'async-scope-suite-'));
  result = join(home, 'result.txt');
  const suite = join(home, 'suite.vsix');
  await createVSIX({
    cwd: resolve(import.meta.dirname, 'suite'),
    packagePath: suite,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  vscode = await startVscode({
    folder: sampleFolder,
    vsix: [await packagedExtension(), suite],
    env: { ASYNC_SCOPE_SUITE_RESULT: result },
  });
  // The extension host starts with the first window.
  workbench = await Workbench.open({ url: vscode.url });
});

afterAll(async () => {
  await workbench?.dispose();
  await vscode?.dispose();
  await rm(home, { recursive: true, force: true });
});

test('the installed VSIX activates and registers its commands in the VS Code server', async () => {
  const outcome = await eventually(
    () => readFile(result, 'utf8'),
    (text) => text !== '',
    { what: 'the suite inside the extension host has ended', timeout: 60_000 },
  );
  expect(outcome).toBe('passed');
});
