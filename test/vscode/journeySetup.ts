import { access, cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageVsix } from '../../src/build/package.ts';
import { freePort } from '../support/freePort.ts';
import { startVscode, type Vscode } from '../support/vscodeServer.ts';
import { DebugPage } from './pages/debugPage.ts';
import { ReportPage } from './pages/reportPage.ts';
import { TreeView } from './pages/treeView.ts';
import { Workbench } from './pages/workbench.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** The sample that the journey debugs. */
export const sampleFolder = join(root, 'test', 'programs', 'orchestra');

/** The folder with the `node` that programs are debugged with. */
export const nodeFolder = join(root, 'node_modules', '.bin');

/** The views of the extension in its own container. */
interface Views {
  findings: TreeView;
  tasks: TreeView;
  locks: TreeView;
  sessions: TreeView;
  operations: TreeView;
  asyncStacks: TreeView;
}

/** A real VS Code with the extension and the sample, and what drives it. */
export interface Journey {
  vscode: Vscode;
  workbench: Workbench;
  debug: DebugPage;
  /** The views of the sidebar. */
  views: Views;
  report: ReportPage;
  /** The copy of the sample that is open. */
  folder: string;
  /** Where the sample listens once it runs. */
  samplePort: number;
  dispose(): Promise<void>;
}

/**
 * Packs the extension out of what is in `dist/`.
 *
 * @returns the path of the VSIX
 * @throws Error when nothing is built yet
 */
export async function packagedExtension(): Promise<string> {
  for (const built of ['dist/extension.cjs', 'test/programs/orchestra/dist/main.js']) {
    await access(join(root, built)).catch(() => {
      throw new Error(`${built} is missing; run \`npm run build\` first.`);
    });
  }
  return resolve(root, await packageVsix());
}

/**
 * Starts VS Code with the extension and a copy of the sample, and opens it in a browser. The sample's own accident is
 * put off; the journey asks for it over HTTP when it has seen the program run.
 */
export async function setOut(vsix: string): Promise<Journey> {
  const samplePort = await freePort();
  const home = await realpath(await mkdtemp(join(tmpdir(), 'async-scope-sample-')));
  const folder = join(home, 'orchestra');
  const undo: (() => Promise<void>)[] = [() => rm(home, { recursive: true, force: true })];
  const dispose = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await cp(sampleFolder, folder, { recursive: true, verbatimSymlinks: true });
    const vscode = await startVscode({
      folder,
      vsix: [vsix],
      nodePath: nodeFolder,
      env: { PORT: String(samplePort), ORCHESTRA_DELAY_MS: String(24 * 3600 * 1000) },
    });
    undo.push(() => vscode.dispose());
    const workbench = await Workbench.open({ url: vscode.url });
    undo.push(() => workbench.dispose());
    const debug = new DebugPage(workbench);
    const view = (title: string): TreeView => new TreeView(workbench, 'Async Scope', title);
    const views: Views = {
      findings: view('Findings'),
      tasks: view('Tasks and Scopes'),
      locks: view('Locks'),
      sessions: view('Sessions'),
      operations: view('Operations'),
      asyncStacks: view('Async Stacks'),
    };
    const report = new ReportPage(workbench);
    return { vscode, workbench, debug, views, report, folder, samplePort, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/**
 * The number of the line of a source file of the sample that holds a text.
 *
 * @throws Error when no line or several lines hold it
 */
export async function lineOf(journey: Journey, file: string, text: string): Promise<number> {
  const lines = (await readFile(join(journey.folder, 'src', file), 'utf8')).split('\n');
  const found = lines.flatMap((line, index) => (line.includes(text) ? [index + 1] : []));
  const [line] = found;
  if (line === undefined || found.length > 1) throw new Error(`${found.length} lines of ${file} hold "${text}".`);
  return line;
}
