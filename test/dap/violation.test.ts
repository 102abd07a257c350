import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { bundleAgent } from '../support/bundleAgent.ts';
import { nodeBinary, nodeMajors } from '../support/nodes.ts';
import { buildProgram, type BuiltProgram } from './buildProgram.ts';
import { eventOf, type Heard, withAsyncScope } from './scopeDebugger.ts';
import { focusedFrame, type Stop, walk } from './walk.ts';

let headless: HeadlessDebugger;
let preload: string;
let program: BuiltProgram;

beforeAll(async () => {
  const [debug, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  headless = debug;
  preload = agent.preload;
  program = await buildProgram('breaking', agent.library);
});

afterAll(() => headless.dispose());

/** Runs the program to its end, which includes the retry it waits for. */
async function debug(runtimeExecutable: string, onStop?: (stop: Stop, heard: Heard) => Promise<void>, checked = true) {
  const configuration = {
    type: 'pwa-node',
    request: 'launch',
    name: 'breaking',
    program: program.compiled,
    cwd: program.folder,
    outFiles: [`${program.folder}/dist/**/*.js`],
    runtimeExecutable,
  };
  const exceptionFilters = () => ({ filters: checked ? ['asyncScope.cancelScope'] : [] });
  const { setup, heard } = withAsyncScope({ configuration, exceptionFilters }, preload);
  const run = await headless.debug(setup);
  const walked = walk(run, (stop) => onStop?.(stop, heard) ?? Promise.resolve());
  const target = await run.target;
  // Where a stop is not as expected, the program does not come so far.
  const failed = await Promise.race([heard.until(eventOf('attempt-ended')), walked.then(neverFails)]);
  const link = heard.links.get(target);
  const retried = await link?.request({ type: 'retry', operation: failed.operation });
  const stops = await walked;
  await run.stop();
  return {
    stops,
    heard,
    retried,
    output: target.events('output').map(({ body }) => (body as { output: string }).output),
  };
}

const neverFails = (): never => {
  throw new Error('The program ended before its operation had failed.');
};

const lineOf = (text: string): number =>
  readFileSync(program.source, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

describe.each(nodeMajors)('a program that breaks its scopes, on Node %i', (major) => {
  it('stops on the line of its own source, like on an exception, and says what happened', async () => {
    const { stops, heard, retried, output } = await debug(await nodeBinary(major));
    expect(heard.log).toEqual([]);
    expect(stops.map(({ event }) => [event.reason, event.description])).toEqual([
      ['exception', 'Paused on cancel-scope error'],
      ['exception', 'Paused on cancel-scope error'],
    ]);
    expect(stops.map(({ exception }) => exception?.exceptionId)).toEqual([
      'Cancel-scope error: exited-in-another-task',
      'Cancel-scope error: exited-twice',
    ]);
    expect(stops.map(({ exception }) => exception?.description)).toEqual([
      expect.stringMatching(/^Scope "numbers" of program \d+\/0 was broken\.\n\nUsual causes:\n• /),
      expect.stringMatching(/^Scope "twice" of program \d+\/0 was broken\./),
    ]);
    const focused = stops.map(focusedFrame);
    expect(focused.map((frame) => frame?.source?.path)).toEqual([program.source, program.source]);
    expect(focused[0]).toMatchObject({ line: lineOf('scope.exit(); // left in another task') });
    expect(focused[1]?.name).toMatch(/leaveTwice$/);
    for (const { frames } of stops)
      expect(frames[0]).toMatchObject({ presentationHint: 'subtle', source: { path: preload } });
    expect(retried).toMatchObject({ ok: true });
    expect(output.join('')).toContain('the end');
  });
});

describe('the events of a running program', () => {
  it('arrive while it runs, and a retry is carried out in it and answered', async () => {
    const { stops, heard } = await debug(await nodeBinary(24), undefined, false);
    expect(stops).toEqual([]);
    const kinds = heard.events.map(({ event }) => event.type);
    expect(kinds[0]).toBe('hello');
    // The task that entered the generator's scope ends with it open, before another one leaves it.
    expect(kinds.filter((kind) => kind === 'violation')).toHaveLength(3);
    const attempts = heard.events.flatMap(({ event }) => (event.type === 'attempt-started' ? [event.origin] : []));
    expect(attempts).toEqual(['program', 'user']);
    const ends = heard.events.flatMap(({ event }) => (event.type === 'attempt-ended' ? [event.status] : []));
    expect(ends).toEqual(['failed', 'completed']);
  });

  it('include the last one before the program ends', async () => {
    const { heard } = await debug(await nodeBinary(24), undefined, false);
    expect(heard.events.at(-1)?.event).toMatchObject({ type: 'bye', exitCode: 0 });
  });
});

describe('a command to a program that is stopped at a violation', () => {
  it('is answered at once where the agent can answer', async () => {
    const answers: unknown[] = [];
    await debug(await nodeBinary(24), async (_, heard) => {
      for (const link of heard.links.values()) answers.push(await link.request({ type: 'snapshot' }));
    });
    expect(answers).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
  });
});
