import { resolve } from 'node:path';
import { withAsyncScope } from '../../dap/scopeDebugger.ts';
import { HeadlessDebugger } from '../../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../../support/nodes.ts';
import type { Figure, Group } from '../measurement.ts';
import { nodeMajor, preload } from '../program.ts';
import { throughputRatio } from './load.ts';
import { withServer } from './process.ts';

const server = resolve('test/bench/http/server.cjs');

/** Throughput under `async-scope run` ÷ throughput of the bare program. */
async function withoutDebugger(): Promise<Figure> {
  const node = await nodeBinary(nodeMajor);
  const watched = [process.execPath, resolve('dist/cli.js'), 'run', '--no-record', '--', node, server];
  return withServer(watched, (port) => withServer([node, server], (bare) => throughputRatio(port, bare)));
}

/** Hands `use` the port of a server that runs under the debugger. */
async function withDebuggedServer<T>(
  debug: HeadlessDebugger,
  withUs: boolean,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const configuration = {
    type: 'pwa-node',
    request: 'launch',
    name: 'server',
    program: server,
    runtimeExecutable: await nodeBinary(nodeMajor),
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
    return await use(await port.promise);
  } finally {
    await run.stop();
  }
}

/** Throughput under the debugger, with ÷ without us. */
async function underDebugger(): Promise<Figure> {
  // One each, so that neither has the other's messages to carry.
  const [ours, plain] = [await HeadlessDebugger.start(), await HeadlessDebugger.start()];
  try {
    return await withDebuggedServer(ours, true, (port) =>
      withDebuggedServer(plain, false, (bare) => throughputRatio(port, bare)),
    );
  } finally {
    ours.dispose();
    plain.dispose();
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
      measure: async () => [await underDebugger()],
    },
    {
      rows: [
        {
          name: `HTTP throughput without a debugger, with agent ÷ without, Node ${nodeMajor}`,
          unit: '×',
          budget: { atLeast: 0.9 },
        },
      ],
      measure: async () => [await withoutDebugger()],
    },
  ],
};
