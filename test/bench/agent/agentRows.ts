import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CollectingHost } from '../../support/collectingHost.ts';
import { nodeBinary } from '../../support/nodes.ts';
import type { Row } from '../row.ts';

const run = promisify(execFile);
const preload = resolve('dist/agent/preload.cjs');
const library = pathToFileURL(resolve('dist/lib/index.js')).href;
/** Programs that print pairs per second, and how many they make. */
const scopePairs = { program: resolve('test/bench/agent/pairs.mjs'), count: 200_000 };
const lockPairs = { program: resolve('test/bench/agent/lockPairs.mjs'), count: 100_000 };

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Pairs per second of a program that reports to a host in another process' place: all of the agent's work is in it. */
async function pairs(node: string, { program, count }: typeof scopePairs, captureSites: boolean): Promise<number> {
  const host = await CollectingHost.open();
  try {
    const env = { ...process.env, ...host.env(preload, { captureSites }) };
    const { stdout } = await run(node, [program, library, String(count)], { env });
    return Number(/PAIRS (\d+)/.exec(stdout)?.[1]);
  } finally {
    await host.close();
  }
}

/** ms a program that does nothing takes from start to end. */
async function startTime(node: string, env: Record<string, string>): Promise<number> {
  const started = performance.now();
  await run(node, ['-e', '0'], { env: { ...process.env, ...env } });
  return performance.now() - started;
}

async function startCost(node: string): Promise<number> {
  const host = await CollectingHost.open();
  try {
    const costs: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      const bare = await startTime(node, {});
      costs.push((await startTime(node, host.env(preload, {}))) - bare);
    }
    return median(costs);
  } finally {
    await host.close();
  }
}

/** What the agent costs the program it is in. */
export async function agentRows(): Promise<Row[]> {
  const node = await nodeBinary(24);
  const withSite = await pairs(node, scopePairs, true);
  const withoutSite = await pairs(node, scopePairs, false);
  const locks = await pairs(node, lockPairs, true);
  const cost = await startCost(node);
  // A pair is two events.
  const perEvent = 1_000_000 / withoutSite / 2;
  return [
    {
      name: 'scope enter + exit, enter site captured',
      value: withSite,
      unit: 'pairs/s',
      budget: '≥ 160,000',
      ok: withSite >= 160_000,
    },
    {
      name: 'scope enter + exit, no site',
      value: withoutSite,
      unit: 'pairs/s',
      budget: '≥ 800,000',
      ok: withoutSite >= 800_000,
    },
    { name: 'lock acquire + release, acquire site captured', value: locks, unit: 'pairs/s', budget: '', ok: true },
    { name: 'one event, batched, in the program', value: perEvent, unit: 'µs', budget: '≤ 2', ok: perEvent <= 2 },
    { name: 'preload cost at program start', value: cost, unit: 'ms', budget: '≤ 25', ok: cost <= 25 },
  ];
}
