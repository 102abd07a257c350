import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordingWriter } from '../../src/cli/recordingWriter.ts';
import { startVscode, type Vscode } from '../support/vscodeServer.ts';
import { hello, taskStarted } from '../unit/cli/batches.ts';
import { packagedExtension } from './journeySetup.ts';
import { ReportPage } from './pages/reportPage.ts';
import { Workbench } from './pages/workbench.ts';

describe('A recording in a real VS Code', () => {
  let folder: string;
  let vscode: Vscode;
  let workbench: Workbench;
  let report: ReportPage;

  const open = (name: string) => workbench.page.getByRole('treeitem', { name }).dblclick();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'async-scope-recordings-'));
    for (const [name, tasks] of [
      ['plain.asyncscope', 2],
      ['packed.asyncscope.gz', 3],
    ] as const) {
      const writer = await RecordingWriter.create(join(folder, name));
      await writer.write('7/0', [hello(7)]);
      for (let id = 1; id <= tasks; id += 1) await writer.write('7/0', [taskStarted(id, id * 100)]);
      expect(await writer.close()).toBeUndefined();
    }
    await writeFile(join(folder, 'broken.asyncscope'), 'no event\n');
    vscode = await startVscode({ folder, vsix: [await packagedExtension()] });
    workbench = await Workbench.open({ url: vscode.url });
    report = new ReportPage(workbench);
    // Before VS Code knows the extension, recordings are text to it.
    await workbench.page.locator('.activitybar .action-label[aria-label^="Async Scope"]').waitFor({ timeout: 60_000 });
  });
  afterAll(async () => {
    await workbench?.dispose();
    await vscode?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ['plain.asyncscope', /2 tasks and scopes/],
    ['packed.asyncscope.gz', /3 tasks and scopes/],
  ])('opens as its report: %s', async (name, pattern) => {
    await open(name);
    await report.untilText(pattern);
    expect(await report.heading()).toMatch(/^No problems found; \d tasks/);
    await workbench.screenshot(`recording-${name}`);
    expect(await report.accessibilityProblems()).toEqual([]);
  });

  test('that cannot be read says in which line, and why', async () => {
    await open('broken.asyncscope');
    expect(await report.untilText(/broken\.asyncscope, line 1: \S/)).not.toContain('tasks and scopes');
  });
});
