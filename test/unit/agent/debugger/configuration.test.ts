import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AsyncDebugger, Observation, errorClasses } from '../../../../src/agent/api/index.ts';
import { loadConfiguration } from '../../../../src/common/configuration.ts';
import { eventually } from '../../../support/eventually.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'async-scope-configured-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const configure = (content: unknown): Promise<void> =>
  writeFile(join(folder, 'async-scope.config.json'), JSON.stringify(content));

describe('the debugger within a program', () => {
  it('takes its thresholds from the file, from the environment over that, and from the code over both', async () => {
    await configure({ thresholds: { lockHeld: 1, leakGrace: 1, taskRunning: 1 } });
    vi.stubEnv('ASYNC_SCOPE_THRESHOLDS_LEAK_GRACE', '2');
    vi.stubEnv('ASYNC_SCOPE_THRESHOLDS_TASK_RUNNING', '2');
    using observation = new Observation({ thresholds: { taskRunning: 3 } });
    expect(observation.read().thresholds).toMatchObject({ lockHeld: 1, leakGrace: 2, taskRunning: 3 });
  });

  it('says on stderr what is wrong with a file it merely found, and uses defaults', async () => {
    await configure({ tresholds: {} });
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    using observation = new Observation();
    expect(observation.read().thresholds.lockHeld).toBe(5_000);
    expect(String(said.mock.calls[0]?.[0])).toMatch(
      /^Async Scope uses its defaults\. .*\n.*did you mean "thresholds"\?/,
    );
  });

  it('refuses a file that the code names and that is not there', () => {
    expect(() => new Observation({ configFile: 'mine.json' })).toThrow(/mine\.json does not exist/);
  });

  it('retries as configured what has no policy of its own, and not what has one', async () => {
    await configure({
      recovery: { retries: 2, backoff: { initial: 0, max: 0 }, strategies: { authentication: 'skip' } },
    });
    await using debug = new AsyncDebugger({ system: { sampleEvery: 0 } });
    let attempts = 0;
    const failing = async (): Promise<never> => {
      attempts += 1;
      throw new Error('no');
    };
    await expect(debug.debugAsyncOperation('configured', failing)).rejects.toThrow('no');
    expect(attempts).toBe(3);
    await expect(debug.debugAsyncOperation('own', failing, { retries: 0 })).rejects.toThrow('no');
    expect(attempts).toBe(4);
    const denied = async (): Promise<never> => {
      throw Object.assign(new Error('who are you?'), { status: 401 });
    };
    expect(await debug.debugAsyncOperation('denied', denied)).toBeUndefined();
  });

  it('hides secrets in reports, unless that is turned off', async () => {
    const secret = 'Bearer abcdefghijklmnopqrstuvwxyz0123456789';
    await using debug = new AsyncDebugger({ system: { sampleEvery: 0 } });
    await debug.debugAsyncOperation('call', async () => Promise.reject(new Error(secret))).catch(() => undefined);
    expect(JSON.stringify(debug.generateReport())).not.toContain(secret);
    await using open = new AsyncDebugger({ redaction: { enabled: false } });
    await open.debugAsyncOperation('call', async () => Promise.reject(new Error(secret))).catch(() => undefined);
    expect(JSON.stringify(open.generateReport())).toContain(secret);
  });

  it('measures the system by itself, as often as configured', async () => {
    using observation = new Observation({ system: { sampleEvery: 1 } });
    const { length } = await eventually(
      () => observation.program.system,
      (samples) => samples.length > 1,
      { what: 'samples of the system' },
    );
    expect(length).toBeGreaterThan(1);
  });

  it.each([...errorClasses])('can be given a strategy for errors of the class %s', (errorClass) => {
    const options = { recovery: { strategies: { [errorClass]: 'give-up' as const } } };
    const sources = { folder: '/', environment: {}, options, readFile: () => undefined };
    expect(loadConfiguration(sources).recovery.strategies).toEqual({ [errorClass]: 'give-up' });
  });

  it('can be given no strategy for a class there is not', () => {
    const options = { recovery: { strategies: { imaginary: 'give-up' } } };
    const named = /imaginary is no known key; allowed are (.*)\./;
    let message = '';
    try {
      loadConfiguration({ folder: '/', environment: {}, options: options as object, readFile: () => undefined });
    } catch (error) {
      message = String(error);
    }
    expect(named.exec(message)?.[1]?.split(', ')).toEqual([...errorClasses]);
  });
});
