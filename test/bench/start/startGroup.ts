import { type Group, median } from '../measurement.ts';
import { library, nodeMajor, run } from '../program.ts';
import { nodeBinary } from '../../support/nodes.ts';
import { withDrainingHost } from '../agent/drainingHost.ts';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const rounds = 21;

/** ms a program that does nothing takes from start to end. */
async function startTime(env: Readonly<Record<string, string>>): Promise<number> {
  const node = await nodeBinary(nodeMajor);
  const started = performance.now();
  await execute(node, ['-e', '0'], { env: { ...process.env, ...env } });
  return performance.now() - started;
}

/** ms the start of a program takes longer with the agent in it. */
const preloadCost = (): Promise<number> =>
  withDrainingHost({}, async (env) => {
    const costs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bare = await startTime({});
      costs.push((await startTime(env)) - bare);
    }
    return median(costs);
  });

/** ms a program waits for the library when it is the first to import it. */
async function importTime(): Promise<number> {
  const program = `const started = performance.now();
    await import(${JSON.stringify(library)});
    console.log(performance.now() - started);`;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    times.push(await run<number>(['--input-type=module', '--eval', program]));
  return median(times);
}

/** What there is to wait for before a program does anything. */
export const startGroup: Group = {
  name: 'start',
  measurements: [
    {
      rows: [{ name: 'preload cost at program start', unit: 'ms', budget: { atMost: 25 } }],
      measure: async () => [{ value: await preloadCost() }],
    },
    {
      rows: [{ name: 'import of the library, cold', unit: 'ms' }],
      measure: async () => [{ value: await importTime() }],
    },
  ],
};
