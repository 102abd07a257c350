import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startVscode, type Vscode } from '../support/vscodeServer.ts';
import { packagedExtension, sampleFolder } from './journeySetup.ts';
import { TreeView } from './pages/treeView.ts';
import { Workbench } from './pages/workbench.ts';

describe('In a workspace that is not trusted', () => {
  let vscode: Vscode;
  let workbench: Workbench;

  beforeAll(async () => {
    vscode = await startVscode({ folder: sampleFolder, vsix: [await packagedExtension()], workspaceTrust: true });
    workbench = await Workbench.open({ url: vscode.url });
  });
  afterAll(async () => {
    await workbench?.dispose();
    await vscode?.dispose();
  });

  test('the view says in one sentence that nothing is done, and how to change that', async () => {
    const tree = new TreeView(workbench, 'Async Scope', 'Findings');
    await tree.open();
    const welcome = await eventually(
      () => tree.welcome(),
      (text) => text !== '',
      { what: 'the welcome text' },
    );
    expect(welcome).toBe('Async Scope does nothing in a workspace that is not trusted.\n\nManage Workspace Trust');
    expect(workbench.pageErrors).toEqual([]);
  });
});
