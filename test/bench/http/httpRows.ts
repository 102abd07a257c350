import { resolve } from 'node:path';
import { withAsyncScope } from '../../dap/scopeDebugger.ts';
import { HeadlessDebugger } from '../../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../../support/nodes.ts';
import type { Row } from '../row.ts';
import { requestsPerSecond, throughputRatio } from './load.ts';
import { withServer } from './process.ts';

const seconds = 3;
const rounds = 3;
const server = resolve('test/bench/http/server.cjs');
const preload = resolve('dist/agent/preload.cjs');

const ratioRow = (name: string, value: number, budget: number): Row => ({
  name,
  value,
  unit: '×',
  budget: `≥ ${budget.toFixed(2)}`,
  ok: value >= budget,
});

/** Throughput under `async-scope run` ÷ throughput of the bare program. */
async function withoutDebugger(node: string): Promise<Row> {
  const load = (port: number): Promise<number> => requestsPerSecond(port, seconds);
  const watched = [process.execPath, resolve('dist/cli.js'), 'run', '--no-record', '--', node, server];
  const ratio = await throughputRatio(
    () => withServer(watched, load),
    () => withServer([node, server], load),
    rounds,
  );
  return ratioRow('HTTP throughput without a debugger, with agent ÷ without, Node 24', ratio, 0.9);
}

/** Throughput under the debugger, with ÷ without us. */
async function underDebugger(node: string): Promise<Row> {
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
    const ratio = await throughputRatio(
      () => measure(true),
      () => measure(false),
      rounds,
    );
    return ratioRow('HTTP throughput under the debugger, with agent ÷ without, Node 24', ratio, 0.95);
  } finally {
    debug.dispose();
  }
}

/** What watching costs a server, as ratios within one run. */
export async function httpRows(): Promise<Row[]> {
  const node = await nodeBinary(24);
  return [await underDebugger(node), await withoutDebugger(node)];
}
