import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/model/report/schema.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type CliOptions, type CliResult, runCli } from './runCli.ts';

let product: BundledCli;
let plain = '';
let cwd = '';

beforeAll(async () => {
  product = await bundleCli();
  plain = join(await product.program('plain'), 'main.mjs');
});
afterAll(() => product?.dispose());
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'async scope config '));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const configure = (content: object, file = 'async-scope.config.json'): Promise<void> =>
  writeFile(join(cwd, file), JSON.stringify(content));
const cli = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<CliResult> =>
  runCli(product.cli, args, { cwd, ...options });
const run = (...args: string[]): readonly string[] => ['run', '--no-record', ...args, '--', process.execPath, plain];

describe('async-scope run with a configuration', () => {
  it('writes the report the file asks for, beside the file, also when called in a folder below', async () => {
    await configure({ report: { file: 'report.json' } });
    await mkdir(join(cwd, 'below'));
    expect((await cli(run(), { cwd: join(cwd, 'below') })).code).toBe(0);
    const report = v.parse(reportSchema, JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8')));
    expect(report.programs).toHaveLength(1);
  });

  it('writes the report the command line asks for instead', async () => {
    await configure({ report: { file: 'report.json' } });
    await cli(run('--report', 'mine.json'));
    expect((await readdir(cwd)).sort()).toEqual(['async-scope.config.json', 'mine.json']);
  });

  it('hides secrets, unless the environment says otherwise', async () => {
    const secret = ['run', '--no-record', '--json', '--', process.execPath, plain, '--password=hunter2'];
    expect((await cli(secret)).stderr).not.toContain('hunter2');
    const env = { ASYNC_SCOPE_REDACTION_ENABLED: 'false' };
    expect((await cli(secret, { env })).stderr).toContain('hunter2');
  });

  it('tells the agent how much to look at; the command line counts more', async () => {
    await configure({ detail: 0 });
    const script = 'setTimeout(async () => {}, 1); const timer = setInterval(() => clearInterval(timer), 1)';
    const kinds = async (...args: string[]): Promise<string[]> => {
      await cli(['run', '--record', 'run.asyncscope', ...args, '--', process.execPath, '-e', script]);
      const recording = await readFile(join(cwd, 'run.asyncscope'), 'utf8');
      return ['"interval"', '"timer"'].filter((kind) => recording.includes(kind));
    };
    expect(await kinds()).toEqual([]);
    expect(await kinds('--detail', '1')).toEqual(['"interval"']);
    expect(await kinds('--detail', '2')).toEqual(['"interval"', '"timer"']);
    expect((await cli(['run', '--detail', '3', '--', process.execPath])).code).toBe(2);
  });

  it('tells the agent how often to measure the system', async () => {
    await configure({ system: { sampleEvery: 20 } });
    const script = 'setTimeout(() => {}, 300)';
    await cli(['run', '--record', 'run.asyncscope', '--', process.execPath, '-e', script]);
    expect(await readFile(join(cwd, 'run.asyncscope'), 'utf8')).toContain('"system-sampled"');
    await configure({ system: { sampleEvery: 0 } });
    await cli(['run', '--record', 'run.asyncscope', '--', process.execPath, '-e', script]);
    expect(await readFile(join(cwd, 'run.asyncscope'), 'utf8')).not.toContain('"system-sampled"');
  });

  it('uses the file that is named', async () => {
    await configure({ report: { file: 'other.json' } }, 'other.config.json');
    await cli(run('--config', 'other.config.json'));
    expect(await readdir(cwd)).toContain('other.json');
  });

  it.each([
    ['run', () => run()],
    ['report', () => ['report', 'any.asyncscope']],
  ])('does not start %s when it cannot be used, and names every key', async (_, args) => {
    await configure({ thresholds: { lockHold: 5 }, stackDepth: 'deep' });
    const result = await cli(args(), { env: { ASYNC_SCOPE_SYSTEM_SAMPLE_EVERY: 'often' } });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('async-scope.config.json cannot be used as it is:');
    expect(result.stderr).toContain('thresholds.lockHold is no known key; did you mean "lockHeld"?');
    expect(result.stderr).toContain('stackDepth is "deep", but should be a whole number from 1 to 50.');
    expect(result.stderr).toContain('ASYNC_SCOPE_SYSTEM_SAMPLE_EVERY is "often", but should be a whole number');
  });

  it('names a file that does not exist', async () => {
    const result = await cli(run('--config', 'gone.json'));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('gone.json does not exist.');
  });
});
