import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { messageOf } from '../../src/common/errors.ts';

const run = promisify(execFile);

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
const macApps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
);

const advice =
  'Install Chromium or Google Chrome (Debian and Ubuntu: `apt-get install chromium`), or set CHROMIUM_PATH to its executable.';

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function installedChromium(): Promise<string | undefined> {
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macApps];
  for (const path of candidates) if (await isExecutable(path)) return path;
  return undefined;
}

/** Runs a program with its output on our stderr, because an installation that says nothing looks like a hang. */
async function runLoudly(command: string, args: readonly string[]): Promise<void> {
  process.stderr.write(`> ${command} ${args.join(' ')}\n`);
  const child = spawn(command, args, {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}`);
}

async function installWithApt(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const hasApt = await run('apt-get', ['--version']).then(
    () => true,
    () => false,
  );
  if (!hasApt) return undefined;
  process.stderr.write('No Chromium found: installing the package `chromium` with apt-get.\n');
  await runLoudly('apt-get', ['update']);
  await runLoudly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  return installedChromium();
}

async function installWithPlaywright(): Promise<string | undefined> {
  process.stderr.write('No Chromium found: letting Playwright download one.\n');
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  await runLoudly(process.execPath, [cli, 'install', 'chromium']);
  const path = chromium.executablePath();
  return (await isExecutable(path)) ? path : undefined;
}

/**
 * The path of a Chromium to drive VS Code with: `CHROMIUM_PATH`, an installed one, an earlier download of
 * Playwright, one installed now with apt-get (as root), or one downloaded now by Playwright, in that order.
 *
 * @throws Error saying what was tried and what to do
 */
export async function findChromium(): Promise<string> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (await isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is not an executable file.`);
  }
  const found = await installedChromium();
  if (found !== undefined) return found;
  const downloaded = chromium.executablePath();
  if (await isExecutable(downloaded)) return downloaded;
  const problems: string[] = [];
  for (const install of [installWithApt, installWithPlaywright]) {
    try {
      const path = await install();
      if (path !== undefined) return path;
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  throw new Error(['No Chromium found and none could be installed.', ...problems, advice].join('\n'));
}
