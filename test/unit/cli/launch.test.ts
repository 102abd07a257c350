import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentWithAgent, shellExitCode, start, withSignals } from '../../../src/cli/launch.ts';
import { findGuard } from '../../../src/cli/guard.ts';
import { environment } from '../../../src/protocol/version.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'launch "odd\\name" '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the environment of a program with the agent', () => {
  it.skipIf(process.platform === 'win32')('loads the agent from any path, after what the user loads', async () => {
    const [own, agent] = [join(tmpdir(), `own-${process.pid}.cjs`), join(folder, 'agent.cjs')];
    await writeFile(own, 'globalThis.loaded = ["own"]');
    await writeFile(agent, 'globalThis.loaded.push("agent")');
    const env = environmentWithAgent({ ...process.env, NODE_OPTIONS: `--require ${own}` }, agent, {}, {});
    const printed = execFileSync(process.execPath, ['-p', 'loaded.join()'], { env, encoding: 'utf8' });
    await rm(own);
    expect(printed).toBe('own,agent\n');
  });

  it('says where to report, and keeps the settings the user has made', () => {
    const pipe = { [environment.pipe]: '/pipe' };
    expect(environmentWithAgent({}, '/agent.cjs', pipe, { trap: false })).toMatchObject({
      ...pipe,
      [environment.settings]: '{"trap":false}',
    });
    const own = { [environment.settings]: '{"stackDepth":3}' };
    expect(environmentWithAgent(own, '/agent.cjs', pipe, { trap: false })).toMatchObject(own);
  });
});

describe('a program that cannot be started', () => {
  it('because it does not exist gives what a shell gives', async () => {
    await expect(start(['no-such-program-here'], process.env)).rejects.toMatchObject({
      message: 'The command "no-such-program-here" was not found.',
      exitCode: 127,
    });
  });

  it.skipIf(process.platform === 'win32')('because it is not executable gives what a shell gives', async () => {
    const path = join(folder, 'text');
    await writeFile(path, '');
    await expect(start([path], process.env)).rejects.toMatchObject({ exitCode: 126 });
  });
});

describe('signals', () => {
  it.skipIf(process.platform === 'win32')(
    'go on to the program, except the interrupt it gets from the terminal itself',
    async () => {
      const child = spawn(
        process.execPath,
        [
          '-e',
          'for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => console.log(s)); setInterval(() => {}, 9999); console.log("ready")',
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const said = async (): Promise<string> => String((await once(child.stdout, 'data'))[0]).trim();
      expect(await said()).toBe('ready');
      const before = process.listenerCount('SIGTERM');
      await withSignals(child, true, async () => {
        process.emit('SIGINT', 'SIGINT');
        const first = said();
        process.emit('SIGTERM', 'SIGTERM');
        expect(await first).toBe('SIGTERM');
      });
      await withSignals(child, false, async () => {
        const first = said();
        process.emit('SIGINT', 'SIGINT');
        expect(await first).toBe('SIGINT');
      });
      expect(process.listenerCount('SIGTERM')).toBe(before);
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  );

  it('that end the program become the exit code a shell reports', () => {
    expect(shellExitCode(7, null)).toBe(7);
    expect(shellExitCode(null, 'SIGTERM')).toBe(143);
    expect(shellExitCode(null, 'SIGKILL')).toBe(137);
  });
});

describe('the agent', () => {
  it('that is missing gives a sentence that says where it was looked for', () => {
    expect(() => findGuard('file:///nowhere/deep/cli.js')).toThrow(
      /^The agent is missing: .*agent.guard\.cjs\. Install async-scope again, or build it\.$/,
    );
  });
});
