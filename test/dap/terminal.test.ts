import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAgent, type BundledAgent } from '../support/bundleAgent.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../support/nodes.ts';
import { type MatrixProgram, matrixProgram } from './matrixProgram.ts';
import { withAsyncScope } from './scopeDebugger.ts';
import { focusedFrame, walk } from './walk.ts';

let headless: HeadlessDebugger;
let agent: BundledAgent;
let program: MatrixProgram;

beforeAll(async () => {
  [headless, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  program = await matrixProgram('cjs', agent);
});

afterAll(() => headless.dispose());

describe('a command in a debug terminal', () => {
  it.each([
    ['its launch configuration', true, false],
    ['the terminal it is typed into', false, true],
    ['the debugger, as it starts, where nothing else has it', false, false],
  ])('has the agent from %s', async (_, byConfiguration, byTerminal) => {
    const configuration = {
      type: 'node-terminal',
      request: 'launch',
      name: 'terminal',
      cwd: program.folder,
      command: `"${await nodeBinary(24)}" "${program.file}"`,
    };
    headless.prepareTerminals(byTerminal ? agent.preload : undefined);
    const { setup, heard } = withAsyncScope({ configuration }, agent.preload);
    const run = await headless.debug(byConfiguration ? setup : { ...setup, configuration });
    const stops = await walk(run);
    await run.stop();
    headless.prepareTerminals(undefined);
    expect(stops.map((stop) => [stop.event.text, focusedFrame(stop)?.source?.path, focusedFrame(stop)?.line])).toEqual([
      ['Cancel-scope error: exited-twice', program.source, program.line],
    ]);
    expect(heard.events.filter(({ event }) => event.type === 'hello')).toHaveLength(1);
  });
});
