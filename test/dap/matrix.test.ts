import type { ChildProcess } from 'node:child_process';
import { relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Model } from '../../src/model/model.ts';
import { bundleAgent, type BundledAgent } from '../support/bundleAgent.ts';
import { HeadlessDebugger } from '../support/headless/headlessDebugger.ts';
import { nodeBinary, type NodeMajor } from '../support/nodes.ts';
import { type Format, formats, type MatrixProgram, matrixProgram } from './matrixProgram.ts';
import { type Heard, withAsyncScope } from './scopeDebugger.ts';
import { startWaiting } from './startWaiting.ts';
import { focusedFrame, type Stop, walk } from './walk.ts';

const places = ['main', 'worker', 'fork'] as const;
type Cell = [beginning: 'launch' | 'attach', format: Format, place: (typeof places)[number], major: NodeMajor];

/** In which each beginning, each form and each place meets; `attach.test.ts` is there for every Node. */
const cells: Cell[] = [
  ...formats
    .flatMap((format) => places.map((place): Cell => ['launch', format, place, 24]))
    .filter(([, format, place]) => format !== 'esm' || place !== 'fork'),
  ...places.map((place): Cell => ['attach', 'cjs', place, 24]),
  ['attach', 'esm', 'main', 24],
  ['attach', 'esm', 'worker', 24],
  ['attach', 'bundled', 'worker', 24],
];

let headless: HeadlessDebugger;
let agent: BundledAgent;
const programs = new Map<Format, MatrixProgram>();

beforeAll(async () => {
  [headless, agent] = await Promise.all([HeadlessDebugger.start(), bundleAgent()]);
  for (const format of formats) programs.set(format, await matrixProgram(format, agent));
});

afterAll(() => headless.dispose());

interface Beginning {
  configuration: Record<string, unknown>;
  process?: ChildProcess;
}

async function begin([beginning, format, place, major]: Cell): Promise<Beginning & { program: MatrixProgram }> {
  const program = programs.get(format);
  if (!program) throw new Error(`There is no program in the form ${format}.`);
  const { folder, file, nodeArguments } = program;
  const node = await nodeBinary(major);
  const common = {
    name: 'matrix',
    cwd: folder,
    ...(format === 'bundled' && { outFiles: [`${folder}/dist/**/*.js`] }),
    // The compiler of tsx blocks each thread on a thread of its own, which the debugger, with us or without, cannot
    // start while it is blocked.
    ...(format === 'tsx' && { env: { ESBUILD_WORKER_THREADS: '0' } }),
  };
  if (beginning === 'launch') {
    const how = { program: file, args: [place], runtimeExecutable: node, runtimeArgs: [...nodeArguments] };
    return { program, configuration: { ...common, type: 'pwa-node', request: 'launch', ...how } };
  }
  const command = [node, ...nodeArguments, file, place];
  const { port, process } = await startWaiting(command, folder);
  const address = { address: '127.0.0.1', port };
  return { program, process, configuration: { ...common, type: 'pwa-node', request: 'attach', ...address } };
}

/** What a person got to see, and what the model came to know, without what differs from run to run. */
function transcript(
  stops: readonly Stop[],
  heard: Heard,
  sessions: readonly Stop['session'][],
  folder: string,
): object {
  const model = new Model({ thresholds: {} });
  for (const { program, event } of heard.events) model.apply(program, event);
  const pids = [...new Set([...model.programs.keys()].map((key) => key.split('/')[0]))];
  const keyOf = (key: string): string => key.replace(/^\d+/, (pid) => `process ${pids.indexOf(pid) + 1}`);
  return {
    // On a machine that has much to do the program is not held until we are ready, which is no part of the matter.
    log: heard.log.filter((line) => !line.includes('took longer than')),
    stops: stops.map((stop) => ({
      reason: stop.event.reason,
      text: stop.event.text,
      path: relative(folder, focusedFrame(stop)?.source?.path ?? ''),
      line: focusedFrame(stop)?.line,
    })),
    scopes: heard.events.flatMap(({ program, event }) =>
      event.type === 'scope-entered' ? [`${keyOf(program)} ${event.name}`] : [],
    ),
    findings: [...model.programs.values()].flatMap((program) =>
      heard.events.flatMap(({ program: key, event }) =>
        key === program.key && event.type === 'violation' ? [`${keyOf(key)} ${event.cause}`] : [],
      ),
    ),
    // The session that groups the programs tells the command line it started.
    output: sessions
      .filter(({ isTarget }) => isTarget)
      .flatMap((session) =>
        session.events('output').flatMap(({ body }) => {
          const { category, output } = body as { category?: string; output: string };
          return category === 'telemetry' ? [] : [output.trim()];
        }),
      ),
  };
}

describe.each(cells)('%s of %s, broken in the %s, on Node %i', (...cell) => {
  it('stops on the line of the source, and the model knows the scope', async () => {
    const [, format, place] = cell;
    const { program, process, configuration } = await begin(cell);
    const { setup, heard } = withAsyncScope({ configuration }, agent.preload);
    const run = await headless.debug(setup);
    const stops = await walk(run);
    await run.stop();
    process?.kill();
    const hasHelperProcess = place === 'fork';
    const name = `process ${hasHelperProcess ? 2 : 1}/${place === 'worker' ? 1 : 0}`;
    expect({ format, ...transcript(stops, heard, run.sessions, program.folder) }).toEqual({
      format,
      log: [],
      stops: [
        {
          reason: 'exception',
          text: 'Cancel-scope error: exited-twice',
          path: relative(program.folder, program.source),
          line: program.line,
        },
      ],
      scopes: [`${name} broken`],
      findings: [`${name} exited-twice`],
      output: ['after it'],
    });
  });
});
