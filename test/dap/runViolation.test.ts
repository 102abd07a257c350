import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAgent } from '../support/bundleAgent.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, nodeMajors } from '../support/nodes.ts';
import { type BuiltProgram, buildProgram } from './buildProgram.ts';
import { withAsyncScope } from './scopeDebugger.ts';
import { focusedFrame, walk } from './walk.ts';

let headless: HeadlessDebugger;
let preload: string;
let program: BuiltProgram;

beforeAll(async () => {
  const [debug, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  headless = debug;
  preload = agent.preload;
  program = await buildProgram('breakingRuns', agent.library);
});

afterAll(() => headless.dispose());

describe.each(nodeMajors)('a scope that is found broken when its function has ended, on Node %i', (major) => {
  it('stops in the function that awaits it, and only for what is an error for certain', async () => {
    const configuration = {
      type: 'pwa-node',
      request: 'launch',
      name: 'breakingRuns',
      program: program.compiled,
      cwd: program.folder,
      outFiles: [`${program.folder}/dist/**/*.js`],
      runtimeExecutable: await nodeBinary(major),
    };
    const exceptionFilters = () => ({ filters: ['asyncScope.cancelScope'] });
    const { setup, heard } = withAsyncScope({ configuration, exceptionFilters }, preload);
    const run = await headless.debug(setup);
    const stops = await walk(run);
    await run.stop();
    expect(heard.log).toEqual([]);
    expect(stops.map(({ exception }) => exception?.exceptionId)).toEqual(['Cancel-scope error: task-outlived-scope']);
    const focused = stops.map(focusedFrame);
    expect(focused.map((frame) => frame?.source?.path)).toEqual([program.source]);
    expect(focused.map((frame) => frame?.name)).toEqual([expect.stringMatching(/leaveBehind$/)]);
  });
});
