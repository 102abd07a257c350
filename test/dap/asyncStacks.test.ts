import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentLink, CommandResult } from '../../src/adapter/agentLink.ts';
import { SiteMapper } from '../../src/common/siteMapper.ts';
import { readTextFile } from '../../src/common/readTextFile.ts';
import { asyncStackGroups } from '../../src/model/asyncStackGroups.ts';
import { Model } from '../../src/model/model.ts';
import type { AgentEvent, EventOf } from '../../src/protocol/events.ts';
import { bundleAgent } from '../support/bundleAgent.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, nodeMajors } from '../support/nodes.ts';
import { type BuiltProgram, buildProgram } from './buildProgram.ts';
import { type Heard, withAsyncScope } from './scopeDebugger.ts';
import { walk } from './walk.ts';

let headless: HeadlessDebugger;
let preload: string;
let program: BuiltProgram;

beforeAll(async () => {
  const [debug, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  headless = debug;
  preload = agent.preload;
  program = await buildProgram('suspended', agent.library);
});

afterAll(() => headless.dispose());

const isWaiting = (event: AgentEvent): event is EventOf<'scope-entered'> =>
  event.type === 'scope-entered' && event.name === 'until cancelled';

/** The events are in the model as soon as the command is answered: both come the same way. */
async function readersIn(heard: Heard): Promise<unknown[]> {
  const model = new Model();
  for (const { program: key, event } of heard.events) model.apply(key, event);
  const [known] = model.programs.values();
  if (!known) throw new Error('No program has reported.');
  const mapper = new SiteMapper((path) => Promise.resolve(readTextFile(path) ?? ''));
  const all = asyncStackGroups(known).flatMap(({ name, stacks }) => stacks.map((stack) => ({ name, ...stack })));
  const told = all.map(async ({ name, count, stack }) => {
    const places = await Promise.all(stack.flatMap((id) => known.sites.get(id) ?? []).map((site) => mapper.map(site)));
    return { name, count, frames: places.map(({ fn, path, line }) => [fn, path, line]) };
  });
  return (await Promise.all(told)).filter(({ frames }) => frames[0]?.[0] === 'read');
}

const linkOf = (heard: Heard): AgentLink => {
  const [link] = [...heard.links.values()].slice(-1);
  if (!link) throw new Error('There is no link.');
  return link;
};

describe.each(nodeMajors)('where asynchronous functions are suspended, on Node %i', (major) => {
  it('is told by a program that runs, and by one that is paused at a breakpoint, at once', async () => {
    const configuration = {
      type: 'pwa-node',
      request: 'launch',
      name: 'suspended',
      program: program.compiled,
      cwd: program.folder,
      outFiles: [`${program.folder}/dist/**/*.js`],
      runtimeExecutable: await nodeBinary(major),
    };
    const { setup, heard } = withAsyncScope({ configuration, exceptionFilters: () => ({ filters: [] }) }, preload);
    const run = await headless.debug(setup);
    const answers: CommandResult[] = [];
    const seen: unknown[][] = [];
    const take = async (longestPause?: number): Promise<void> => {
      const request = { type: 'async-stacks', ...(longestPause !== undefined && { longestPause }) } as const;
      answers.push(await linkOf(heard).request(request));
      seen.push(await readersIn(heard));
    };
    const failures: unknown[] = [];
    const walked = walk(run, () => take(10_000).catch((error: unknown) => void failures.push(error)));
    const { id } = await heard.until(isWaiting);
    await take();
    const refused = await linkOf(heard).request({ type: 'async-stacks', longestPause: 0 });
    await linkOf(heard).request({ type: 'cancel-scope', scope: id, reason: 'seen' });
    const stops = await walked;
    await run.stop();

    const lineOf = (text: string): number =>
      (readTextFile(program.source) ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;
    const frames = [
      ['read', program.source, lineOf('both wait here')],
      ['serve', program.source, lineOf('both are awaited here')],
    ];
    // From Node 24 on, the task of a promise is known at detail 2 only.
    const readers =
      major < 24
        ? ['first', 'second'].map((name) => ({ name, count: 1, frames }))
        : [{ name: 'no task', count: 2, frames }];
    expect(failures).toEqual([]);
    expect(stops).toHaveLength(1);
    expect(seen).toEqual([readers, readers]);
    const told = { ok: true, message: expect.stringContaining('functions are suspended') };
    expect(answers).toMatchObject([told, told]);
    expect(refused).toMatchObject({ ok: false, pause: expect.any(Number) });
    expect(heard.log).toEqual([]);
  });
});
