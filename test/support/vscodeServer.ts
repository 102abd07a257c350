import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './freePort.ts';
import { killTree, treeMarker } from './processTree.ts';
import { installVscode, type VscodeInstall } from './vscodeInstall.ts';

const run = promisify(execFile);

/** What a VS Code to be started should be like. */
export interface VscodeOptions {
  /** The absolute path of the folder to open. */
  folder: string;
  /** Paths of the extensions to install. */
  vsix?: readonly string[];
  /** User settings, on top of those that keep VS Code quiet. */
  settings?: Readonly<Record<string, unknown>>;
  /** A folder with the `node` that debugged programs shall run on; put first in the PATH. */
  nodePath?: string;
  /** Environment variables for the server and the programs it debugs. */
  env?: Readonly<Record<string, string>>;
  /** The port to listen on; a free one if left out. */
  port?: number;
  /** Ask whether folders are trusted, and treat those that nobody was asked about as not trusted. */
  workspaceTrust?: boolean;
  /** Milliseconds to wait for the server; 30 seconds if left out. */
  timeout?: number;
}

/** A running VS Code server. */
export interface Vscode {
  /** The address of the workbench with the folder open. */
  url: string;
  port: number;
  /** What `--install-extension` said, one entry for each VSIX. */
  installed: readonly string[];
  /** What the server wrote so far. */
  logs(): string;
  /** Ends the server and all it started and removes its folders. */
  dispose(): Promise<void>;
}

/** Nothing may pop up, ask, update or phone home. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.menuBarVisibility': 'hidden',
  'window.commandCenter': false,
  'window.confirmBeforeClose': 'never',
  'files.simpleDialog.enable': true,
  'workbench.reduceMotion': 'on',
  'debug.openDebug': 'neverOpen',
  'debug.internalConsoleOptions': 'neverOpen',
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
} as const;

function environment(mark: string, { nodePath, env }: VscodeOptions): NodeJS.ProcessEnv {
  const path = [nodePath, process.env['PATH']].filter((part) => part !== undefined).join(delimiter);
  const { NODE_OPTIONS: _ours, VITEST: _vitest, NODE_ENV: _mode, ...rest } = process.env;
  return { ...rest, ...env, PATH: path, [treeMarker]: mark };
}

/** Waits until the server answers, or it ends, or the time is over. */
async function untilReady(url: string, server: ChildProcess, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  let last = 'no answer';
  while (Date.now() < end) {
    if (server.exitCode !== null || server.signalCode !== null) {
      throw new Error(`The VS Code server ended with ${server.signalCode ?? `exit code ${server.exitCode}`}.`);
    }
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
      await answer.body?.cancel();
      if (answer.ok) return;
      last = `HTTP status ${answer.status}`;
    } catch (error) {
      last = String(error instanceof Error ? (error.cause ?? error) : error);
    }
    await delay(100);
  }
  throw new Error(`The VS Code server was not ready after ${milliseconds} ms: ${last}`);
}

/** Without the long complaint about a logger that was never compiled; VS Code does as well without it. */
const withoutNoise = (text: string): string =>
  text.replaceAll(/Error: Could not locate the bindings file[^]*?\n\}\n/g, '').replaceAll(/\n{2,}/g, '\n');

/** @returns what VS Code said */
async function installExtension(install: VscodeInstall, folders: readonly string[], vsix: string): Promise<string> {
  const args = [install.serverMain, ...folders, '--install-extension', vsix, '--force'];
  try {
    const { stdout, stderr } = await run(install.node, args, { cwd: install.root });
    const success = stdout.split('\n').find((line) => line.includes('successfully installed'));
    if (success === undefined) throw Object.assign(new Error('no success reported'), { stdout, stderr });
    return success.trim();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`VS Code did not install ${vsix}.\n${withoutNoise(stdout + stderr).trim()}`, { cause: error });
  }
}

/**
 * Starts a VS Code server on 127.0.0.1 with fresh settings and extensions of its own, and waits until it answers.
 *
 * @throws Error with what the server wrote, when it does not come up or does not take an extension
 */
export async function startVscode(options: VscodeOptions): Promise<Vscode> {
  const install = await installVscode();
  const port = options.port ?? (await freePort());
  const home = await realpath(await mkdtemp(join(tmpdir(), 'async-scope-vscode-')));
  const data = join(home, 'data');
  const folders = ['--server-data-dir', data, '--extensions-dir', join(home, 'extensions')];
  const mark = randomUUID();
  let output = '';
  let server: ChildProcess | undefined;

  const dispose = async (): Promise<void> => {
    if (server?.pid !== undefined) {
      const ended = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined;
      await killTree(server.pid, mark);
      await ended;
    }
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  try {
    await mkdir(join(data, 'data', 'User'), { recursive: true });
    const trust = {
      'security.workspace.trust.enabled': options.workspaceTrust === true,
      'security.workspace.trust.startupPrompt': 'never',
    };
    const settings = { ...quietSettings, ...trust, ...options.settings };
    await writeFile(join(data, 'data', 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
    const installed: string[] = [];
    for (const vsix of options.vsix ?? []) installed.push(await installExtension(install, folders, vsix));
    // Without the last flag the debugged program gets the PATH of a login shell instead of ours.
    const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', ...folders];
    args.push('--accept-server-license-terms', '--telemetry-level', 'off');
    if (options.workspaceTrust !== true) args.push('--disable-workspace-trust');
    args.push('--force-disable-user-env');
    server = spawn(install.node, [install.serverMain, ...args], {
      cwd: install.root,
      env: environment(mark, options),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-200_000);
    };
    server.stdout?.on('data', collect);
    server.stderr?.on('data', collect);
    const origin = `http://127.0.0.1:${port}/`;
    await Promise.race([untilReady(origin, server, options.timeout ?? 30_000), failure(server)]);
    const url = `${origin}?folder=${encodeURI(options.folder)}`;
    return { url, port, installed, logs: () => withoutNoise(output), dispose };
  } catch (error) {
    await dispose();
    throw new Error(`VS Code could not be started on port ${port}.\n${withoutNoise(output).trim()}`, { cause: error });
  }
}

/** Rejects when the process cannot even be started; never resolves. */
async function failure(server: ChildProcess): Promise<never> {
  const [error]: unknown[] = await once(server, 'error');
  throw error;
}
