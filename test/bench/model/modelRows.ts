import { BatchDecoder } from '../../../src/protocol/wire.ts';
import { Model } from '../../../src/model/model.ts';
import type { Row } from '../row.ts';
import { TestEncoder } from './encode.ts';
import { hello, requestEvents } from './events.ts';
import { memoryOfTasks } from './memory.ts';

const program = '1/0';
const requests = 20_000;

/** The best of several runs: what the code can do, without what else the machine did meanwhile. */
function best(runs: number, measure: () => number): number {
  return Math.max(...Array.from({ length: runs }, measure));
}

function ingest(): number {
  const events = Array.from({ length: requests }, (_, request) => requestEvents(request)).flat();
  return best(5, () => {
    const model = new Model();
    model.apply(program, hello);
    const start = performance.now();
    for (const event of events) model.apply(program, event);
    return (events.length / (performance.now() - start)) * 1000;
  });
}

function decode(): number {
  const encoder = new TestEncoder();
  const lines = Array.from({ length: requests / 10 }, (_, batch) =>
    encoder.encode(program, Array.from({ length: 10 }, (_, index) => requestEvents(batch * 10 + index)).flat()),
  );
  return best(5, () => {
    const decoder = new BatchDecoder();
    let count = 0;
    const start = performance.now();
    for (const line of lines) count += decoder.decode(line).events.length;
    return (count / (performance.now() - start)) * 1000;
  });
}

/** The figures of the model and of what feeds it. */
export async function modelRows(): Promise<Row[]> {
  const ingested = ingest();
  const decoded = decode();
  const memory = memoryOfTasks(100_000);
  return [
    { name: 'model ingest', value: ingested, unit: 'events/s', budget: '≥ 500,000 events/s', ok: ingested >= 500_000 },
    { name: 'batches decoded and validated', value: decoded, unit: 'events/s', budget: '', ok: true },
    { name: 'memory of 100,000 live tasks', value: memory, unit: 'MB', budget: '≤ 150 MB', ok: memory <= 150 },
  ];
}
