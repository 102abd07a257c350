import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder, exists, installOnce, npm } from './installOnce.ts';

const version = '4.139.1';

/** Where the parts of an installed VS Code are. */
export interface VscodeInstall {
  /** The folder of VS Code itself. */
  root: string;
  /** The server program, to be run with `node` in `root`. */
  serverMain: string;
  /** The folder of the built-in JavaScript debugger extension. */
  jsDebug: string;
  /** A Node that VS Code runs on. */
  node: string;
}

/**
 * Installs a whole VS Code server from npm, once. Nothing is compiled: the native parts it misses are only logged.
 *
 * @throws Error saying what to do, when npm cannot install it or Node 24 is missing from `node_modules`
 */
export async function installVscode(): Promise<VscodeInstall> {
  const node = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'node');
  if (!(await exists(node))) throw new Error('Node 24 is missing from node_modules; run `npm ci` first.');
  const folder = await installOnce(join(cacheFolder, 'vscode', version), async (own) => {
    await writeFile(join(own, 'package.json'), '{ "private": true }\n');
    await npm(['install', `code-server@${version}`, '--ignore-scripts'], own);
    // The lock file that is shipped leaves out a peer dependency, which newer versions of npm refuse.
    await npm(['ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], rootIn(own));
  });
  const root = rootIn(folder);
  const jsDebug = join(root, 'extensions', 'ms-vscode.js-debug');
  const serverMain = join(root, 'out', 'server-main.js');
  for (const path of [jsDebug, serverMain]) {
    if (!(await exists(path))) throw new Error(`The installed VS Code has no ${path}; delete ${folder} and run again.`);
  }
  return { root, serverMain, jsDebug, node };
}

const rootIn = (folder: string): string => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await installVscode(), undefined, 2)}\n`);
}
