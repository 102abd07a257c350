import { resolve } from 'node:path';
import { withAsyncScope } from '../../dap/scopeDebugger.ts';
import { HeadlessDebugger } from '../../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../../support/nodes.ts';
import type { Group } from '../measurement.ts';
import { nodeMajor, preload } from '../program.ts';
import { requestsPerSecond, throughputRatio } from './load.ts';
import { withServer } from './process.ts';

const seconds = 3;
const rounds = 3;
const server = resolve('test/bench/http/server.cjs');

/** Throughput under `async-scope run` ÷ throughput of the bare program. */
async function withoutDebugger(): Promise<number> {
  const node = await nodeBinary(nodeMajor);
  const load = (port: number): Promise<number> => requestsPerSecond(port, seconds);
  const watched = [process.execPath, resolve('dist/cli.js'), 'run', '--no-record', '--', node, server];
  return throughputRatio(
    () => withServer(watched, load),
    () => withServer([node, server], load),
    rounds,
  );
}

/** Throughput under the debugger, with ÷ without us. */
async function underDebugger(): Promise<number> {
  const node = await nodeBinary(nodeMajor);
  const debug = await HeadlessDebugger.start();
  const measure = async (withUs: boolean): Promise<number> => {
    const configuration = {
      type: 'pwa-node',
      request: 'launch',
      name: 'server',
      program: server,
      runtimeExecutable: node,
      console: 'internalConsole',
      cwd: resolve('.'),
    };
    const port = Promise.withResolvers<number>();
    const plain = {
      configuration,
      onTraffic(_session: unknown, { message }: { message: object }) {
        const match = /PORT (\d+)/.exec(JSON.stringify(message));
        if (match) port.resolve(Number(match[1]));
      },
    };
    const run = await debug.debug(withUs ? withAsyncScope(plain, preload).setup : plain);
    try {
      return await requestsPerSecond(await port.promise, seconds);
    } finally {
      await run.stop();
    }
  };
  try {
    return await throughputRatio(
      () => measure(true),
      () => measure(false),
      rounds,
    );
  } finally {
    debug.dispose();
  }
}

/** What watching costs a server, as ratios within one run. */
export const httpGroup: Group = {
  name: 'http',
  measurements: [
    {
      rows: [
        {
          name: `HTTP throughput under the debugger, with agent ÷ without, Node ${nodeMajor}`,
          unit: '×',
          budget: { atLeast: 0.95 },
        },
      ],
      measure: async () => [{ value: await underDebugger() }],
    },
    {
      rows: [
        {
          name: `HTTP throughput without a debugger, with agent ÷ without, Node ${nodeMajor}`,
          unit: '×',
          budget: { atLeast: 0.9 },
        },
      ],
      measure: async () => [{ value: await withoutDebugger() }],
    },
  ],
};
