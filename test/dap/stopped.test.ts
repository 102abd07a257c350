import { readFileSync } from 'node:fs';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionTrackerOptions } from '../../src/adapter/sessionTracker.ts';
import type { AskedStop } from '../../src/adapter/stopState.ts';
import { bundleAgent } from '../support/bundleAgent.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, nodeMajors } from '../support/nodes.ts';
import { type BuiltProgram, buildProgram } from './buildProgram.ts';
import { eventOf, type Heard, withAsyncScope } from './scopeDebugger.ts';
import { type Stop, walk } from './walk.ts';

let headless: HeadlessDebugger;
let preload: string;
let program: BuiltProgram;

beforeAll(async () => {
  const [debug, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  headless = debug;
  preload = agent.preload;
  program = await buildProgram('held', agent.library);
});

afterAll(() => headless.dispose());

const lineOf = (text: string): number =>
  readFileSync(program.source, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

/** What a host says from what it has heard, without the model. */
const answers = (heard: Heard): Partial<SessionTrackerOptions> => {
  const nameOf = (kind: 'task-started' | 'scope-entered', id: number): string =>
    heard.events.flatMap(({ event }) => (event.type === kind && event.id === id ? [event.name] : []))[0] ?? 'nobody';
  return {
    callers: ({ task, scope }) => [
      { label: `task ${nameOf('task-started', task)} in scope ${nameOf('scope-entered', scope)}` },
      { label: 'started here', path: program.source, line: lineOf('keeper starts here'), column: 3 },
    ],
    value: (name, at) =>
      name === '$task' && at
        ? { text: nameOf('task-started', at.task), parts: { state: 'running', id: String(at.task) } }
        : undefined,
  };
};

async function debug(
  runtimeExecutable: string,
  filters: string[],
  onStop: (stop: Stop, heard: Heard) => Promise<void>,
  meanwhile: (heard: Heard) => Promise<void> = () => Promise.resolve(),
) {
  const configuration = {
    type: 'pwa-node',
    request: 'launch',
    name: 'held',
    program: program.compiled,
    cwd: program.folder,
    outFiles: [`${program.folder}/dist/**/*.js`],
    runtimeExecutable,
  };
  const { setup, heard } = withAsyncScope({ configuration, exceptionFilters: () => ({ filters }) }, preload, answers);
  const run = await headless.debug(setup);
  const walked = walk(run, (stop) => onStop(stop, heard));
  // Where a stop is not as expected, what `meanwhile` waits for may never come.
  await Promise.race([meanwhile(heard), walked]);
  const stops = await walked;
  await run.stop();
  expect(heard.log).toEqual([]);
  return stops;
}

const evaluate = (stop: Stop, expression: string, frameId: number | undefined, context = 'repl') =>
  stop.session.dap.request<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression, frameId, context });

describe.each(nodeMajors)('a program that is paused in a task, on Node %i', (major) => {
  it('has the origin of the task below its call stack, and answers what the task is', async () => {
    const [stop, ...others] = await debug(await nodeBinary(major), [], async (at) => {
      const { stackFrames: frames } = await at.session.dap.request<DebugProtocol.StackTraceResponse['body']>(
        'stackTrace',
        { threadId: at.event.threadId, startFrame: 0, levels: 200 },
      );
      expect(frames.map(({ name }) => name)).toContain('task worker in scope inner');
      const own = frames.findIndex(({ name }) => name === 'task worker in scope inner');
      expect(frames.slice(own)).toMatchObject([
        { presentationHint: 'label' },
        { name: 'started here', source: { path: program.source }, line: lineOf('keeper starts here') },
      ]);
      const origin = frames.at(-1)?.id;
      expect(await at.session.dap.request('scopes', { frameId: origin })).toEqual({ scopes: [] });
      expect(await evaluate(at, '1 + 1', origin)).toMatchObject({ result: '2' });
      for (const context of ['repl', 'hover', 'watch']) {
        const { result, variablesReference } = await evaluate(at, ' $task', at.frames[0]?.id, context);
        expect(result).toBe('worker');
        const { variables } = await at.session.dap.request<DebugProtocol.VariablesResponse['body']>('variables', {
          variablesReference,
        });
        expect(variables.map(({ name, value }) => [name, value])).toEqual([
          ['state', 'running'],
          ['id', expect.stringMatching(/^\d+$/)],
        ]);
      }
      await expect(evaluate(at, '$scope', at.frames[0]?.id, 'hover')).rejects.toThrow('$scope is not defined');
    });
    expect(stop?.event.reason).toBe('pause');
    expect(others).toEqual([]);
  });
});

describe('a problem that only the host sees', () => {
  const asked = (): AskedStop => ({
    facts: {
      class: 'lock-held-too-long',
      name: 'ledger',
      scope: '',
      lock: 'ledger',
      session: '',
      task: 'keeper',
      owner: 'keeper',
      reason: '',
      file: '',
      function: 'keep',
      site: '',
    },
    text: {
      title: 'Lock held too long',
      sentence: 'Task “keeper” has held lock “ledger” for 5 s.',
      usualCauses: [],
      places: [
        { label: 'Acquired by keeper', path: program.source, line: lineOf('the lock is taken here'), column: 3 },
      ],
    },
  });

  it('stops the program at once, like an exception at the place the host names', async () => {
    const accepted: boolean[] = [];
    const stops = await debug(
      await nodeBinary(24),
      ['asyncScope.lockProblems'],
      async ({ session }, heard) => {
        // A second one has nothing to stop.
        accepted.push((await heard.trackers.get(session)?.stopAt(asked())) ?? true);
      },
      async (heard) => {
        // The worker was paused before; while the program is paused nothing is asked.
        await heard.until(eventOf('task-ended'));
        for (const tracker of heard.trackers.values()) await tracker.stopAt(asked());
      },
    );
    const stop = stops.find(({ event }) => event.reason === 'exception');
    expect(stop?.event).toMatchObject({ description: 'Paused: Lock held too long', text: 'Lock held too long' });
    expect(stop?.exception).toMatchObject({
      exceptionId: 'Lock held too long',
      details: { typeName: 'lock-held-too-long', stackTrace: expect.stringContaining('Acquired by keeper (') },
    });
    const shown = stop?.frames.find(({ presentationHint }) => presentationHint === undefined);
    expect(shown).toMatchObject({ name: 'Acquired by keeper', line: lineOf('the lock is taken here') });
    expect(accepted).toEqual(stops.map(() => false));
    expect(stops).toHaveLength(2);
  });
});
