import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationFilter } from '../../src/adapter/middleware/initialize.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../support/nodes.ts';
import { agentPreload } from './agentPreload.ts';
import { withAsyncScope } from './scopeDebugger.ts';
import { walk } from './walk.ts';

const folder = join(import.meta.dirname, '..', 'programs', 'dap');
const condition = 'error.name == "ValidationError"';

/** What a user may choose in the Breakpoints view, without our own filter. */
const choices: Record<string, DebugProtocol.ExceptionFilterOptions[]> = {
  'no filter': [],
  'caught exceptions': [{ filterId: 'all' }],
  'uncaught exceptions': [{ filterId: 'uncaught' }],
  'caught and uncaught exceptions': [{ filterId: 'all' }, { filterId: 'uncaught' }],
  'caught exceptions with a condition': [{ filterId: 'all', condition }],
  'uncaught exceptions with a condition': [{ filterId: 'uncaught', condition: `${condition} && false` }],
  'both, one with a condition': [{ filterId: 'all', condition }, { filterId: 'uncaught' }],
};

let headless: HeadlessDebugger;
let preload: string;
let node: string;

beforeAll(async () => {
  [headless, preload, node] = await Promise.all([HeadlessDebugger.start(), agentPreload(), nodeBinary(24)]);
});

afterAll(() => headless.dispose());

/** Where and why the program stops. */
async function stopsWith(filterOptions: DebugProtocol.ExceptionFilterOptions[], withUs: boolean): Promise<object[]> {
  const plain = {
    configuration: {
      type: 'pwa-node',
      request: 'launch',
      name: 'throwing',
      program: join(folder, 'throwing.cjs'),
      cwd: folder,
      runtimeExecutable: node,
    },
    exceptionFilters: () => ({
      filters: [],
      filterOptions: withUs ? [{ filterId: violationFilter.filter }, ...filterOptions] : filterOptions,
    }),
  };
  const run = await headless.debug(withUs ? withAsyncScope(plain, preload).setup : plain);
  const stops = await walk(run);
  await run.stop();
  return stops.map(({ event, exception, frames }) => ({
    reason: event.reason,
    description: event.description,
    exception: exception?.exceptionId,
    at: frames.map(({ name, line }) => `${name}:${line}`),
  }));
}

describe.each(Object.entries(choices))("the user's own choice: %s", (_, filterOptions) => {
  it('stops at the same places for the same reasons with us and without us', async () => {
    const without = await stopsWith(filterOptions, false);
    expect(await stopsWith(filterOptions, true)).toEqual(without);
    const caught = filterOptions.some(({ filterId }) => filterId === 'all');
    const uncaught = filterOptions.some(({ filterId, condition: only }) => filterId === 'uncaught' && !only);
    if (caught || uncaught) expect(without).not.toEqual([]);
  });
});
