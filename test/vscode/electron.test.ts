import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { describe, expect, test } from 'vitest';
import { packagedExtension } from './journeySetup.ts';

const run = promisify(execFile);
const suite = resolve(import.meta.dirname, 'suite');
const chosen = process.env['VSCODE_PATH'];
const mayDownload = process.env['ASYNC_SCOPE_VSCODE_DOWNLOAD'] === '1';

/** Why Electron cannot be started here; undefined if it can. */
function reasonToSkip(): string | undefined {
  if (chosen === undefined && !mayDownload) {
    return 'skipped: no VS Code at VSCODE_PATH; set it to an executable, or ASYNC_SCOPE_VSCODE_DOWNLOAD=1 to download one.';
  }
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'skipped: Electron needs a display and there is none; run the tests under `xvfb-run`.';
  }
  return undefined;
}

/** The oldest version that the manifest promises. */
async function minimumVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile('package.json', 'utf8'));
  const version = /"vscode":"[^\d]*(\d+\.\d+\.\d+)/.exec(JSON.stringify(manifest))?.[1];
  if (version === undefined) throw new Error('package.json names no version of VS Code in "engines".');
  return version;
}

async function executable(version: 'minimum' | 'stable'): Promise<string> {
  if (chosen !== undefined) return chosen;
  return downloadAndUnzipVSCode(version === 'stable' ? 'stable' : await minimumVersion());
}

/** Installs the VSIX into a fresh profile and runs the suite there. @returns the exit code of VS Code */
async function runSuite(vscodeExecutablePath: string): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'async-scope-electron-'));
  try {
    const profile = ['--extensions-dir', join(home, 'extensions'), '--user-data-dir', join(home, 'data')];
    const [cli = '', ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath, {
      reuseMachineInstall: true,
    });
    await run(cli, [...cliArgs, ...profile, '--install-extension', await packagedExtension(), '--force'], {
      shell: process.platform === 'win32',
    });
    return await runTests({
      vscodeExecutablePath,
      reuseMachineInstall: true,
      extensionDevelopmentPath: suite,
      extensionTestsPath: join(suite, 'index.cjs'),
      launchArgs: [...profile, '--disable-workspace-trust', '--no-sandbox', '--disable-gpu'],
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

describe('In the desktop VS Code', () => {
  const reason = reasonToSkip();
  const versions = chosen === undefined ? (['minimum', 'stable'] as const) : (['stable'] as const);
  for (const version of versions) {
    const which = chosen === undefined ? `the ${version} version` : chosen;
    test(`the installed VSIX activates and registers its commands in ${which}`, async (context) => {
      if (reason !== undefined) {
        process.stderr.write(`${reason}\n`);
        context.skip(reason);
      }
      expect(await runSuite(await executable(version))).toBe(0);
    });
  }
});
