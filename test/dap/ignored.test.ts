import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IgnoredProblems, siteKey } from '../../src/adapter/conditions/stopRules.ts';
import { problemFactsOf } from '../../src/extension/debug/problemFacts.ts';
import { Model } from '../../src/model/model.ts';
import { bundleAgent } from '../support/bundleAgent.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, nodeMajors } from '../support/nodes.ts';
import { type BuiltProgram, buildProgram } from './buildProgram.ts';
import { type Heard, withAsyncScope } from './scopeDebugger.ts';
import { focusedFrame, type Stop, walk } from './walk.ts';

let headless: HeadlessDebugger;
let preload: string;
let program: BuiltProgram;

beforeAll(async () => {
  const [debug, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  headless = debug;
  preload = agent.preload;
  program = await buildProgram('breakingTwice', agent.library);
});

afterAll(() => headless.dispose());

const lineOf = (text: string): number =>
  readFileSync(program.source, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

/** Runs the program to its end: three rounds, each breaking a rule at a first and at a second place. */
async function debug(
  runtimeExecutable: string,
  ignored: IgnoredProblems,
  onStop?: (stop: Stop, heard: Heard) => Promise<void>,
) {
  const configuration = {
    type: 'pwa-node',
    request: 'launch',
    name: 'breakingTwice',
    program: program.compiled,
    cwd: program.folder,
    outFiles: [`${program.folder}/dist/**/*.js`],
    runtimeExecutable,
  };
  const exceptionFilters = () => ({ filters: ['asyncScope.cancelScope'] });
  const { setup, heard } = withAsyncScope({ configuration, exceptionFilters }, preload, () => ({ ignored }));
  const run = await headless.debug(setup);
  const stops = await walk(run, onStop && ((stop) => onStop(stop, heard)));
  await run.stop();
  expect(heard.log).toEqual([]);
  const output = (await run.target).events('output').map(({ body }) => (body as { output: string }).output);
  expect(output.join('')).toContain('the end');
  return { lines: stops.map((stop) => focusedFrame(stop)?.line), heard };
}

/** What the model makes of the violation that came last, as a person ignores it. */
function lastKey(heard: Heard): string {
  const model = new Model();
  for (const { program: key, event } of heard.events) model.apply(key, event);
  const finding = model.findings.at(-1);
  const of = finding && model.programs.get(finding.program);
  if (!of) throw new Error('No violation has arrived.');
  return siteKey(problemFactsOf(finding, of));
}

const violations = ({ events }: Heard): number => events.filter(({ event }) => event.type === 'violation').length;

describe.each(nodeMajors)('what is ignored, on Node %i', (major) => {
  it('stops no more from the moment on in which a place is ignored at its stop, nor in the next run; others do', async () => {
    const node = await nodeBinary(major);
    const [first, second] = [lineOf('// first, again'), lineOf('// second, again')];
    const ignored = { classes: [] as string[], sites: [] as string[] };
    const running = await debug(node, { classes: [], sites: [] }, async ({ session }, heard) => {
      if (ignored.sites.length > 0) return;
      const tracker = heard.trackers.get(session);
      await expect.poll(() => tracker?.stoppedFor).toMatchObject({ violation: { name: 'first' } });
      ignored.sites.push(lastKey(heard));
      await tracker?.ignore(ignored);
    });
    expect(ignored.sites).toEqual([expect.stringMatching(/^exited-twice@file:\/\/.*breakingTwice\.js:\d+:\d+$/)]);
    expect(running.lines).toEqual([first, second, second, second]);
    const later = await debug(node, ignored);
    expect(later.lines).toEqual([second, second, second]);
    expect(violations(later.heard)).toBe(6);
  });
});

describe('a class that is ignored', () => {
  it('stops nowhere, and is told all the same', async () => {
    const { lines, heard } = await debug(await nodeBinary(24), { classes: ['exited-twice'], sites: [] });
    expect(lines).toEqual([]);
    expect(violations(heard)).toBe(6);
  });

  it('stops again as soon as it is ignored no more', async () => {
    const { lines } = await debug(await nodeBinary(24), { classes: [], sites: [] }, async ({ session }, heard) => {
      // Twice, as a person who changes his mind.
      const tracker = heard.trackers.get(session);
      await tracker?.ignore({ classes: ['exited-twice'], sites: [] });
      await tracker?.ignore({ classes: [], sites: [] });
    });
    expect(lines).toHaveLength(6);
  });
});
