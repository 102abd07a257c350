import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopFilters } from '../../src/adapter/conditions/stopFilters.ts';
import { type DebugSetup, HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, nodeMajors, type NodeMajor } from '../support/nodes.ts';
import { agentPreload } from './agentPreload.ts';
import { withAsyncScope } from './scopeDebugger.ts';
import { type Transcript, transcriptOf } from './transcript.ts';
import { walk } from './walk.ts';

const folder = join(import.meta.dirname, '..', 'programs', 'dap');
const program = join(folder, 'plain.cjs');

/**
 * On a busy machine the debugger's own conversation differs between two runs without us: it drops the last output, or
 * tells of a breakpoint once more. What we change would differ in every pair.
 */
const mostPairs = 3;

let headless: HeadlessDebugger;
let preload: string;

beforeAll(async () => {
  [headless, preload] = await Promise.all([HeadlessDebugger.start(), agentPreload()]);
});

afterAll(() => headless.dispose());

async function setupFor(major: NodeMajor): Promise<DebugSetup> {
  return {
    configuration: {
      type: 'pwa-node',
      request: 'launch',
      name: 'plain',
      program,
      cwd: folder,
      runtimeExecutable: await nodeBinary(major),
    },
    breakpoints: { [program]: [10, 43] },
    exceptionFilters: (available) => ({
      filters: [],
      filterOptions: available
        .filter(({ filter }) => filter !== 'uncaught')
        .map(({ filter }) => ({ filterId: filter })),
    }),
  };
}

async function transcripts(setup: DebugSetup): Promise<Transcript[]> {
  const run = await headless.debug(setup);
  const stops = await walk(run);
  await run.stop();
  expect(stops).toHaveLength(5);
  return run.sessions.map((session) => transcriptOf(session, folder));
}

describe.each(nodeMajors)('a program that never uses the library, on Node %i', (major) => {
  it('has the same conversation with the debugger as without us, apart from our exception filter', async () => {
    const plain = await setupFor(major);
    const without: Transcript[][] = [];
    for (let left = mostPairs; ; left -= 1) {
      without.push(await transcripts(plain));
      const { setup, heard } = withAsyncScope(plain, preload);
      const withUs = await transcripts(setup);
      expect(heard.log).toEqual([]);
      expect(heard.events.filter(({ event }) => event.type === 'hello')).toHaveLength(2);
      if (without.some((transcript) => isDeepStrictEqual(transcript, withUs))) return;
      if (left === 1) expect(withUs).toEqual(without.at(-1));
    }
  });
});

describe('our exception filter', () => {
  it('is offered in every session, after the filters of the debugger', async () => {
    const offered: string[][] = [];
    const { setup } = withAsyncScope(await setupFor(24), preload);
    const run = await headless.debug({
      ...setup,
      exceptionFilters(available) {
        offered.push(available.map(({ filter }) => filter));
        return { filters: [] };
      },
    });
    await walk(run);
    await run.stop();
    expect(offered).toEqual(offered.map(() => ['all', 'uncaught', ...stopFilters.map(({ shown }) => shown.filter)]));
    expect(offered).toHaveLength(3);
  });
});
