import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/model/report/schema.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type CliResult, runCli } from './runCli.ts';

let product: BundledCli;
let cwd = '';
let live: CliResult;

beforeAll(async () => {
  product = await bundleCli();
  cwd = await mkdtemp(join(tmpdir(), 'async scope report '));
  const plain = join(await product.program('plain'), 'main.mjs');
  live = await runCli(product.cli, ['run', '--record', 'run.asyncscope', '--', process.execPath, plain], { cwd });
});
afterAll(async () => {
  await product?.dispose();
  await rm(cwd, { recursive: true, force: true });
});

const report = (...args: string[]): Promise<CliResult> => runCli(product.cli, ['report', ...args], { cwd });

describe('async-scope report', () => {
  it('prints what the run itself printed', async () => {
    const result = await report('run.asyncscope');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const headline = result.stdout.split('\n').find((line) => /No problems found/i.test(line)) ?? 'no headline';
    expect(live.stderr).toContain(headline);
  });

  it('writes every format to stdout or to a file', async () => {
    const json = await report('run.asyncscope', '--format', 'json');
    expect(v.parse(reportSchema, JSON.parse(json.stdout)).programs).toHaveLength(1);
    expect((await report('run.asyncscope', '--format', 'markdown')).stdout).toMatch(/^# /);
    expect(await report('run.asyncscope', '--output', 'out.html')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await readFile(join(cwd, 'out.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect((await report('run.asyncscope', '--format', 'json', '--output', 'any.name')).code).toBe(0);
    expect(await readFile(join(cwd, 'any.name'), 'utf8')).toContain('"schemaVersion"');
  });

  it('reads a recording whose last line is cut off, and says so', async () => {
    const text = await readFile(join(cwd, 'run.asyncscope'), 'utf8');
    await writeFile(join(cwd, 'cut.asyncscope'), text.slice(0, -10));
    const result = await report('cut.asyncscope');
    expect(result.code).toBe(0);
    expect(result.stderr).toBe(
      'async-scope: The last line of cut.asyncscope is cut off and was left out: the recorder was probably killed.\n',
    );
  });

  it.each([
    ['a line that is no event', 'bad.asyncscope', 'bad.asyncscope, line 2: Unknown event "party".'],
    ['an empty file', 'empty.asyncscope', 'empty.asyncscope is empty.'],
    ['a missing file', 'gone.asyncscope', 'gone.asyncscope cannot be read: ENOENT'],
  ])('names %s in one line', async (_, file, sentence) => {
    const [first] = (await readFile(join(cwd, 'run.asyncscope'), 'utf8')).split('\n');
    await writeFile(join(cwd, 'bad.asyncscope'), `${first}\n{"program":"7/0","type":"party","time":1}\n${first}\n`);
    await writeFile(join(cwd, 'empty.asyncscope'), '');
    const result = await report(file);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`async-scope: ${sentence}`);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('names a format it does not know', async () => {
    const result = await report('run.asyncscope', '--format', 'pdf');
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('Allowed choices are ');
  });
});
