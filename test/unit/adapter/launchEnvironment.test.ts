import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type LaunchConfiguration, withAgent, withAgentInTerminal } from '../../../src/adapter/launchEnvironment.ts';
import { requireOption } from '../../../src/adapter/nodeOptions.ts';

const launch = { type: 'pwa-node', request: 'launch', name: 'app', program: '/app/main.js' };
const ours = '--require "/ext/agent/guard.cjs"';

const prepare = (configuration: LaunchConfiguration, readFile: (path: string) => string = () => '') =>
  withAgent(configuration, { guardPath: '/ext/agent/guard.cjs', settings: { stackDepth: 5 }, readFile });

const environmentOf = (configuration: LaunchConfiguration, readFile?: (path: string) => string) =>
  prepare(configuration, readFile).configuration['env'] as Record<string, string>;

/** Reads nothing but the agent. */
const failingWith = (error: Error) => (path: string) => {
  if (path === '/ext/agent/guard.cjs') return '';
  throw error;
};

describe('a launch configuration', () => {
  it('gets the agent and its settings, and the given object stays as it was', () => {
    const given = { ...launch, env: { A: '1' } };
    const before = structuredClone(given);
    expect(prepare(given)).toEqual({
      configuration: { ...launch, env: { A: '1', NODE_OPTIONS: ours, ASYNC_SCOPE_SETTINGS: '{"stackDepth":5}' } },
    });
    expect(given).toEqual(before);
  });

  it.each(['node', 'pwa-node', 'node-terminal'])('of type %s is prepared', (type) => {
    expect(environmentOf({ ...launch, type })['NODE_OPTIONS']).toBe(ours);
  });

  it('keeps the NODE_OPTIONS of the user, in front', () => {
    const env = { NODE_OPTIONS: '--max-old-space-size=512 --require "./my own.cjs"' };
    expect(environmentOf({ ...launch, env })['NODE_OPTIONS']).toBe(`${env.NODE_OPTIONS} ${ours}`);
  });

  it('takes the agent once, however often it is prepared', () => {
    const once = prepare(launch).configuration;
    expect(prepare(once).configuration).toEqual(once);
  });

  it('keeps settings and the choice to be off that the user wrote down', () => {
    const env = { ASYNC_SCOPE_SETTINGS: '{"trap":false}' };
    expect(environmentOf({ ...launch, env })['ASYNC_SCOPE_SETTINGS']).toBe('{"trap":false}');
    const off = { ...launch, env: { ASYNC_SCOPE_OFF: '1' } };
    expect(prepare(off)).toEqual({ configuration: off });
  });

  it.each([
    [{ ...launch, __pendingTargetId: 'x' }],
    [{ ...launch, type: 'node-terminal', delegateId: 3 }],
    [{ ...launch, request: 'attach' }],
    [{ ...launch, attachSimplePort: 9229 }],
    [{ ...launch, type: 'pwa-extensionHost' }],
    [{ ...launch, type: 'extensionHost' }],
    [{ ...launch, type: 'pwa-chrome' }],
    [{ ...launch, asyncScope: false }],
  ])('is left alone where it is not ours to change: %j', (configuration) => {
    expect(prepare(configuration)).toEqual({ configuration });
  });

  it.each([
    [{ ...launch, runtimeExecutable: '/usr/bin/deno' }, /deno is not Node/],
    [{ ...launch, runtimeExecutable: 'C:\\bun\\bun.exe' }, /bun is not Node/],
  ])('is left alone, with a reason, where the agent cannot get in: %j', (configuration, reason) => {
    const prepared = prepare(configuration);
    expect(prepared.configuration).toBe(configuration);
    expect(prepared.problem).toMatch(reason);
  });

  it('is left alone, with a reason, where the agent is not there: the program could not start', () => {
    const prepared = prepare(launch, () => {
      throw new Error('no such file');
    });
    expect(prepared.configuration).toBe(launch);
    expect(prepared.problem).toMatch(/its agent could not be read: no such file/);
  });

  it('is prepared where js-debug filled in the defaults', () => {
    const configuration = { ...launch, attachSimplePort: null, env: {}, envFile: null, runtimeExecutable: 'node' };
    expect(environmentOf(configuration)['NODE_OPTIONS']).toBe(ours);
  });
});

describe('an envFile', () => {
  const configuration = { ...launch, envFile: '/app/.env' };

  it('keeps its NODE_OPTIONS, which the debugger would ignore beside ours', () => {
    const readFile = vi.fn(() => '\uFEFFNODE_OPTIONS="--trace-warnings --title=\'x y\'"\nOTHER=1\n');
    expect(environmentOf(configuration, readFile)).toEqual({
      NODE_OPTIONS: `--trace-warnings --title='x y' ${ours}`,
      ASYNC_SCOPE_SETTINGS: '{"stackDepth":5}',
    });
    expect(readFile).toHaveBeenCalledWith('/app/.env');
  });

  it('yields to the NODE_OPTIONS of env, as it does without us', () => {
    const readFile = vi.fn(() => 'NODE_OPTIONS=--trace-warnings');
    const env = environmentOf({ ...configuration, env: { NODE_OPTIONS: null } }, readFile);
    expect(env['NODE_OPTIONS']).toBe(ours);
    expect(readFile).not.toHaveBeenCalledWith('/app/.env');
  });

  it('that does not exist counts as empty, as it does for the debugger', () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    expect(environmentOf(configuration, failingWith(missing))['NODE_OPTIONS']).toBe(ours);
  });

  it('that cannot be read leaves the configuration alone and is named as the reason', () => {
    const prepared = prepare(configuration, failingWith(new Error('EACCES: permission denied')));
    expect(prepared.configuration).toBe(configuration);
    expect(prepared.problem).toBe(
      'Async Scope stays out of this run, because the envFile could not be read: EACCES: permission denied',
    );
  });
});

describe('the option for Node', () => {
  it.each([
    ['/ext/agent/preload.cjs', '--require "/ext/agent/preload.cjs"'],
    ['C:\\Users\\A B\\preload.cjs', '--require "C:/Users/A B/preload.cjs"'],
    ['\\\\server\\share\\preload.cjs', '--require "//server/share/preload.cjs"'],
    ['/a "quoted"/back\\slash/p.cjs', '--require "/a \\"quoted\\"/back\\\\slash/p.cjs"'],
  ])('names %s', (path, option) => expect(requireOption(path)).toBe(option));

  it.skipIf(process.platform === 'win32').each(['plain', 'with space', 'with "quotes"', 'back\\slash', "it's", 'ünï'])(
    'is understood by Node for a folder named %s',
    (name) => {
      const folder = join(mkdtempSync(join(tmpdir(), 'preload-')), name);
      mkdirSync(folder);
      const path = join(folder, 'preload.cjs');
      writeFileSync(path, 'process.stdout.write(__filename);');
      const env = { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: requireOption(path) };
      const { stdout } = spawnSync(process.execPath, ['-e', '0'], { env, encoding: 'utf8' });
      expect(stdout).toBe(path);
    },
  );
});

describe('a debug terminal', () => {
  const options = { guardPath: '/ext/agent/guard.cjs', settings: {} };

  it("gets the agent behind the debugger's own file, and what else it has stays", () => {
    const env = { NODE_OPTIONS: ' --require "/js debug/bootloader.js" ', GONE: null };
    expect(withAgentInTerminal(env, options)).toEqual({
      NODE_OPTIONS: `${env.NODE_OPTIONS} ${ours}`,
      ASYNC_SCOPE_SETTINGS: '{}',
      GONE: null,
    });
  });

  it('gets it once, also where a launch configuration has brought it', () => {
    const once = withAgentInTerminal({}, options);
    expect(withAgentInTerminal(once, options)).toEqual(once);
  });
});
