import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../support/nodes.ts';
import { walk } from './walk.ts';

const folder = join(import.meta.dirname, '..', 'programs', 'dap');

let headless: HeadlessDebugger;

beforeAll(async () => {
  headless = await HeadlessDebugger.start();
});

afterAll(() => headless.dispose());

it('a test that fails at a stop fails at once, with its own error, and leaves no program behind', async () => {
  const run = await headless.debug({
    configuration: {
      type: 'pwa-node',
      request: 'launch',
      name: 'throwing',
      program: join(folder, 'throwing.cjs'),
      cwd: folder,
      runtimeExecutable: await nodeBinary(24),
    },
    exceptionFilters: () => ({ filters: ['all'] }),
  });
  const pids: number[] = [];
  const walked = walk(run, async ({ session, frames }) => {
    const asked = { expression: 'process.pid', frameId: frames[0]?.id };
    const { result } = await session.dap.request<{ result: string }>('evaluate', asked);
    pids.push(Number(result));
    throw new Error('not as expected');
  });
  await expect(walked).rejects.toThrow('not as expected');
  const [pid, ...others] = pids;
  expect(others).toEqual([]);
  await expect.poll(() => isAlive(pid)).toBe(false);
}, 20_000);

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? Number.NaN, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
