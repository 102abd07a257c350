import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Model } from '../../../src/model/model.ts';
import { buildReport } from '../../../src/model/report/report.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { BatchDecoder } from '../../../src/protocol/wire.ts';
import { type Group, median } from '../measurement.ts';
import { TestEncoder } from './encode.ts';
import { hello, program, requestEvents } from './events.ts';
import { treeRefreshes } from './treeRefresh.ts';

const execute = promisify(execFile);
const requests = 20_000;
const rounds = 9;

/** The median of several runs. */
const measured = (measure: () => number): number => median(Array.from({ length: rounds }, measure));

/** ms that `act` takes. */
function timeOf(act: () => void): number {
  const started = performance.now();
  act();
  return performance.now() - started;
}

const manyEvents = (): AgentEvent[] => Array.from({ length: requests }, (_, request) => requestEvents(request)).flat();

function ingest(): number {
  const events = manyEvents();
  return measured(() => {
    const model = new Model();
    model.apply(program, hello);
    return (
      (events.length * 1_000) /
      timeOf(() => {
        for (const event of events) model.apply(program, event);
      })
    );
  });
}

function decode(): number {
  const encoder = new TestEncoder();
  const lines = Array.from({ length: requests / 10 }, (_, batch) =>
    encoder.encode(program, Array.from({ length: 10 }, (_, index) => requestEvents(batch * 10 + index)).flat()),
  );
  return measured(() => {
    const decoder = new BatchDecoder();
    let count = 0;
    const took = timeOf(() => {
      for (const line of lines) count += decoder.decode(line).events.length;
    });
    return (count / took) * 1_000;
  });
}

function report(): number {
  const model = new Model();
  model.apply(program, hello);
  for (let request = 0; model.statistics.events < 1_000_000; request += 1) {
    for (const event of requestEvents(request)) model.apply(program, event);
  }
  const locate = (): never => {
    throw new Error('These events name no places.');
  };
  return measured(() => timeOf(() => buildReport(model, { title: 'bench', generatedAt: 0, locate })));
}

interface Memory {
  liveTasks: number;
  early: number;
  late: number;
}

async function memory(): Promise<Memory> {
  const { stdout } = await execute(process.execPath, ['--expose-gc', resolve('test/bench/model/memory.ts')]);
  return JSON.parse(stdout) as Memory;
}

/** What the model and what feeds and shows it cost their host. */
export const modelGroup: Group = {
  name: 'model',
  measurements: [
    {
      rows: [{ name: 'model ingest', unit: 'events/s', budget: { atLeast: 500_000 } }],
      measure: async () => [{ value: ingest() }],
    },
    {
      rows: [{ name: 'batches decoded and validated', unit: 'events/s' }],
      measure: async () => [{ value: decode() }],
    },
    {
      rows: [
        { name: 'memory of 100,000 live tasks', unit: 'MB', budget: { atMost: 150 } },
        { name: 'heap of the host after 10,000,000 events', unit: 'MB' },
        { name: 'heap of the host after 10,000,000 events ÷ after 1,000,000', unit: '×', budget: { atMost: 1.2 } },
      ],
      async measure() {
        const { liveTasks, early, late } = await memory();
        return [{ value: liveTasks }, { value: late }, { value: late / early }];
      },
    },
    {
      rows: [
        { name: 'tree refresh with 100,000 live tasks', unit: 'ms', budget: { atMost: 50 } },
        { name: 'tree refresh with 100,000 live tasks and a filter', unit: 'ms', budget: { atMost: 50 } },
      ],
      async measure() {
        const { defaults, filtered } = treeRefreshes();
        return [{ value: defaults }, { value: filtered }];
      },
    },
    {
      rows: [{ name: 'report of 1,000,000 events, built', unit: 'ms', budget: { atMost: 2_000 } }],
      measure: async () => [{ value: report() }],
    },
  ],
};
