import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sarifFormat } from '../../../src/model/export/sarif.ts';
import { cacheFolder, installOnce } from '../../support/installOnce.ts';
import { orchestra, reportOf } from '../../unit/model/report/sampleReport.ts';

const run = promisify(execFile);
const version = '5.7.0';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'async-scope-sarif-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Microsoft's own validator; 100 MB, so it is no dependency of the project. */
async function multitool(): Promise<string> {
  const installed = await installOnce(join(cacheFolder, 'sarif', version), async (target) => {
    const packages = [`@microsoft/sarif-multitool-linux@${version}`];
    await run('npm', ['install', '--prefix', target, '--no-save', '--ignore-scripts', ...packages]);
  });
  return join(installed, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');
}

const isLinux = process.platform === 'linux' && process.arch === 'x64';

/** The rules that a log breaks. */
async function errorsIn(text: string): Promise<string[]> {
  const tool = await multitool();
  const [log, verdict] = [join(folder, 'run.sarif'), join(folder, 'verdict.sarif')];
  await writeFile(log, text);
  await run('chmod', ['u+x', tool]);
  const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
  // It also fails where it has found something.
  await run(tool, ['validate', log, '--output', verdict, '--log', 'ForceOverwrite'], { env }).catch(() => undefined);
  const { results } = JSON.parse(await readFile(verdict, 'utf8')).runs[0] as {
    results: { level?: string; ruleId: string }[];
  };
  // What has no level is a warning, as the standard says.
  return results.filter(({ level }) => level === 'error').map(({ ruleId }) => ruleId);
}

it.runIf(isLinux)('Microsoft’s SARIF validator finds no error in an export', { timeout: 180_000 }, async () => {
  const log = sarifFormat.render(reportOf(orchestra()));
  expect(await errorsIn(log)).toEqual([]);
  expect(await errorsIn(log.replaceAll(/"startLine": \d+/g, '"startLine": 0'))).not.toEqual([]);
});
