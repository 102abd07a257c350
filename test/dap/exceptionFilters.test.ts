import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopFilters } from '../../src/adapter/conditions/stopFilters.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../support/nodes.ts';
import { agentPreload } from './agentPreload.ts';
import { withAsyncScope } from './scopeDebugger.ts';
import { walk } from './walk.ts';

const folder = join(import.meta.dirname, '..', 'programs', 'dap');
const condition = 'error.name == "ValidationError"';

/** The user's own filters, each off, on and with a condition: all combinations. */
const each = (filterId: string, only: string): Record<string, DebugProtocol.ExceptionFilterOptions[]> => ({
  [`no ${filterId}`]: [],
  [filterId]: [{ filterId }],
  [`${filterId} with a condition`]: [{ filterId, condition: only }],
});
const choices = Object.entries(each('all', condition)).flatMap(([caughtName, caught]) =>
  Object.entries(each('uncaught', `${condition} && false`)).map(
    ([uncaughtName, uncaught]) =>
      [`${caughtName}, ${uncaughtName}`, [...caught, ...uncaught]] satisfies [string, unknown[]],
  ),
);

const [scopes, locks, sessions] = stopFilters.map(({ shown }) => ({ filterId: shown.filter }));
if (!scopes || !locks || !sessions) throw new Error('There are three filters of ours.');

/** Ours, in the places among the user's where they change most. */
const ours: Record<string, (user: DebugProtocol.ExceptionFilterOptions[]) => DebugProtocol.ExceptionFilterOptions[]> = {
  'none of ours': (user) => user,
  'the first of ours': (user) => [scopes, ...user],
  'all of ours, with conditions': (user) => [
    ...user.slice(0, 1),
    { ...scopes, condition: 'scope =~ /db/' },
    { ...locks, condition: 'this is wrong' },
    ...user.slice(1),
    { ...sessions, condition: "session == 'x'" },
  ],
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
    exceptionFilters: () => ({ filters: [], filterOptions }),
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

describe.each(choices)("the user's own choice: %s", (_, filterOptions) => {
  it('stops at the same places for the same reasons without us and with any choice of ours', async () => {
    const without = await stopsWith(filterOptions, false);
    for (const [name, withOurs] of Object.entries(ours)) {
      expect([name, ...(await stopsWith(withOurs(filterOptions), true))]).toEqual([name, ...without]);
    }
    const caught = filterOptions.some(({ filterId }) => filterId === 'all');
    const uncaught = filterOptions.some(({ filterId, condition: only }) => filterId === 'uncaught' && !only);
    if (caught || uncaught) expect(without).not.toEqual([]);
  });
});
