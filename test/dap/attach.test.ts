import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAgent, type BundledAgent } from '../support/bundleAgent.ts';
import { type DebugRun, HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, nodeMajors } from '../support/nodes.ts';
import { eventOf, type Heard, withAsyncScope } from './scopeDebugger.ts';
import { startWaiting, type WaitingProgram } from './startWaiting.ts';

const folder = join(import.meta.dirname, '..', 'programs', 'dap');
const nothing = { registered: false, subscribed: false, listeners: 0, names: [] };

let headless: HeadlessDebugger;
let agent: BundledAgent;

beforeAll(async () => {
  [headless, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
});

afterAll(() => headless.dispose());

async function attach(
  program: WaitingProgram,
  changes: Record<string, unknown> = {},
): Promise<{ run: DebugRun; heard: Heard }> {
  const address = { address: '127.0.0.1', port: program.port };
  const configuration = { type: 'pwa-node', request: 'attach', name: 'leaving', ...address, ...changes };
  const { setup, heard } = withAsyncScope({ configuration }, agent.preload);
  return { run: await headless.debug(setup), heard };
}

const start = async (major: Parameters<typeof nodeBinary>[0]): Promise<WaitingProgram> =>
  startWaiting([await nodeBinary(major), join(folder, 'leaving.cjs')], folder);

describe.each(nodeMajors)('a running program the debugger attaches to, on Node %i', (major) => {
  it('has the agent before it goes on, and is as it was when the debugger has left', async () => {
    const program = await start(major);
    const { run, heard } = await attach(program);
    await heard.until(eventOf('hello'));
    await run.detach();
    expect(JSON.parse(await program.output)).toEqual({
      before: nothing,
      during: { registered: true, subscribed: true, listeners: 1, names: [] },
      after: nothing,
    });
  });
});

describe('a running program', () => {
  it('has the agent also where it sees other files than the editor', async () => {
    const program = await start(24);
    const { run, heard } = await attach(program, { localRoot: folder, remoteRoot: '/srv/app' });
    await heard.until(eventOf('hello'));
    await run.detach();
    expect(JSON.parse(await program.output)).toMatchObject({ during: { registered: true }, after: nothing });
  });

  it('is left by its agent when the editor closes its sessions without a word to the debugger', async () => {
    const program = await start(24);
    const { run, heard } = await attach(program);
    await heard.until(eventOf('hello'));
    for (const session of run.sessions) session.dap.close();
    expect(JSON.parse(await program.output)).toMatchObject({ after: nothing });
  });

  it('is left alone, with one sentence, on a Node that is too old', async () => {
    const program = await start(18);
    const { run, heard } = await attach(program);
    await expect.poll(() => heard.log).toContainEqual(expect.stringMatching(/stays out of a program on Node 18\./));
    await run.stop();
    program.process.kill();
    expect(JSON.parse(await program.output)).toMatchObject({ during: { registered: false } });
  });

  it('is left alone where its configuration says so', async () => {
    const program = await start(24);
    const { run, heard } = await attach(program, { asyncScope: false });
    const output = JSON.parse(await program.output) as object;
    await run.stop();
    expect(output).toMatchObject({ during: { registered: false } });
    expect(heard.events).toEqual([]);
  });
});
