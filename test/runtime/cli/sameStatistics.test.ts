import { Ajv } from 'ajv';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportJsonSchema } from '../../../src/model/report/jsonSchema.ts';
import type { Report } from '../../../src/model/report/schema.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { runCli } from './runCli.ts';

let product: BundledCli;
let programs = '';
let cwd = '';

beforeAll(async () => {
  product = await bundleCli();
  programs = await product.program('conformance');
  cwd = await mkdtemp(join(tmpdir(), 'async scope same '));
});
afterAll(async () => {
  await product?.dispose();
  await rm(cwd, { recursive: true, force: true });
});

const isValid = new Ajv({ strict: false, validateFormats: false }).compile(reportJsonSchema());

describe('a program that debugs itself, and its log', () => {
  it('give byte-identical statistics', async () => {
    const program = join(programs, 'ownLog.mjs');
    await writeFile(
      program,
      `
      import { AsyncDebugger, Mutex, operation, retry } from 'async-scope';
      const debug = new AsyncDebugger({ log: { file: 'own.asyncscope' } });
      const lock = new Mutex('vault');
      let calls = 0;
      const work = async () => {
        calls += 1;
        if (calls === 1) throw new Error('not yet');
      };
      await debug.trackedScope('outer', () => lock.run(() => operation('copy', work, { recovery: retry() })));
      await debug.createTask(async () => debug.scopeTracker.exitScope('stray'), { name: 'stray' });
      await debug.close();
      console.log(JSON.stringify(debug.generateReport().statistics));
    `,
    );
    const run = await runCli(program, [], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const replayed = await runCli(product.cli, ['report', 'own.asyncscope', '--format', 'json'], { cwd });
    expect(JSON.stringify((JSON.parse(replayed.stdout) as Report).statistics)).toBe(run.stdout.trim());
  });
});

describe('a run and its recording', () => {
  it.each(['recoveryStrategies', 'cancelScopeTracker', 'sessionManager', 'resourceMonitor'])(
    'of %s give byte-identical statistics, in reports that keep to their schema',
    async (program) => {
      const recording = join(cwd, `${program}.asyncscope`);
      const command = [process.execPath, join(programs, `${program}.mjs`)];
      const run = await runCli(product.cli, ['run', '--record', recording, '--json', '--', ...command], { cwd });
      expect(run).toMatchObject({ code: 0, stdout: 'ok\n' });
      const line = run.stderr.split('\n').find((each) => each.startsWith('{')) ?? '';
      const replayed = await runCli(product.cli, ['report', recording, '--format', 'json'], { cwd });
      const live = JSON.parse(line) as Report;
      const later = JSON.parse(replayed.stdout) as Report;
      expect(JSON.stringify(later.statistics)).toBe(JSON.stringify(live.statistics));
      expect(live.statistics.events).toBeGreaterThan(10);
      for (const report of [live, later]) {
        isValid(report);
        expect(isValid.errors ?? []).toEqual([]);
      }
    },
  );
});
