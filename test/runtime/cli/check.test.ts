import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type CliResult, runCli } from './runCli.ts';

let product: BundledCli;
let cwd = '';

beforeAll(async () => {
  product = await bundleCli();
});
afterAll(() => product?.dispose());
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'async scope check '));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const check = (...args: readonly string[]): Promise<CliResult> => runCli(product.cli, ['check', ...args], { cwd });
const put = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(join(cwd, file)), { recursive: true });
  await writeFile(join(cwd, file), text);
};
const mistake = 'export async function load(url: string, signal: AbortSignal) {\n  return await fetch(url);\n}\n';

describe('async-scope check', () => {
  it('prints what it finds with its place, and exits with 1', async () => {
    await put('src/a file.ts', mistake);
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain('src/a file.ts:2:16 warning "signal" is not passed on to fetch');
    expect(stdout).toContain('1 finding in 1 file');
  });

  it('exits with 0 where there is nothing to find', async () => {
    await put('a.ts', 'export const a = 1;\n');
    expect(await check('a.ts')).toMatchObject({ code: 0, stdout: '0 findings in 1 file\n' });
  });

  it('prints JSON', async () => {
    await put('a.ts', mistake);
    const { stdout } = await check('--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      files: 1,
      findings: [{ path: 'a.ts', line: 2, column: 16, endLine: 2, endColumn: 21, rule: 'signal-not-forwarded' }],
    });
  });

  it('prints SARIF 2.1.0, in which results refer to rules and places', async () => {
    await put('src/ä b.ts', mistake);
    const log = JSON.parse((await check('--format', 'sarif')).stdout) as Log;
    const [run] = log.runs;
    const [result] = run?.results ?? [];
    expect(log.version).toBe('2.1.0');
    expect(run?.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id).toBe(result?.ruleId);
    expect(result).toMatchObject({ ruleId: 'signal-not-forwarded', level: 'warning' });
    expect(result?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'src/%C3%A4%20b.ts' },
      region: { startLine: 2, startColumn: 16 },
    });
  });

  it('heeds the rules of the configuration, and refuses one that does not exist', async () => {
    await put('a.ts', mistake);
    await put('async-scope.config.json', '{ "rules": { "signal-not-forwarded": "hint" } }');
    expect((await check()).code).toBe(0);
    await put('async-scope.config.json', '{ "rules": { "signal-not-forwarded": "off" } }');
    expect((await check()).stdout).toContain('0 findings');
    await put('async-scope.config.json', '{ "rules": { "signal-not-fowarded": "off" } }');
    expect(await check()).toMatchObject({ code: 2, stderr: expect.stringContaining('signal-not-forwarded') });
  });

  it('tells of files it cannot check, and checks the others', async () => {
    await put('a.ts', mistake);
    await put('broken.ts', `${mistake}\nfunction (\n`);
    await put('large.js', 'a();\n'.repeat(1_000_000));
    await put('binary.ts', '\u0000\u0001\u0002');
    const { code, stdout, stderr } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain('2 findings in 4 files');
    expect(stderr).toMatch(/broken\.ts:\d+ cannot be understood/);
    expect(stderr).toContain('large.js is not checked: it has more than 2,000,000 characters');
    expect(stderr).toContain('binary.ts is not checked: it is binary');
  });

  it('is not led round in a circle by links, nor into what others wrote', async () => {
    await put('src/a.ts', mistake);
    await put('node_modules/b/b.js', mistake.replaceAll(/: \w+/g, ''));
    await symlink('..', join(cwd, 'src', 'up'));
    expect((await check('src')).stdout).toContain('1 finding in 1 file');
    expect((await check('.')).stdout).toContain('1 finding in 1 file');
    expect((await check('node_modules/b/b.js')).stdout).toContain('1 finding in 1 file');
  });

  it('says what is wrong with a path that cannot be checked', async () => {
    expect(await check('missing')).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be checked') });
    await put('a.md', 'text');
    expect(await check('a.md')).toMatchObject({ code: 2, stderr: expect.stringContaining('no JavaScript') });
    expect((await check('--format', 'xml')).code).toBe(2);
  });
});
