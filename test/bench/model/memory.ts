import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Model } from '../../../src/model/model.ts';
import { BatchDecoder } from '../../../src/protocol/wire.ts';
import { TestEncoder } from './encode.ts';
import { hello, requestEvents } from './events.ts';

const program = '1/0';
const batch = 1_000;

/** Heap in MB once all garbage is gone. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed / 1_000_000;
}

/** Heap in MB that so many live tasks take, each with a scope, as they come by wire. */
export function memoryOfTasks(count: number): number {
  const before = heap();
  const decoder = new BatchDecoder();
  const encoder = new TestEncoder();
  const model = new Model();
  model.apply(program, hello);
  for (let first = 0; first < count; first += batch) {
    const requests = Array.from({ length: batch }, (_, index) => requestEvents(first + index).slice(0, 2));
    for (const event of decoder.decode(encoder.encode(program, requests.flat())).events) model.apply(program, event);
  }
  const used = heap() - before;
  // Read after the measurement, so that the model is still in use during it.
  if (model.statistics.tasks.alive !== count) throw new Error('Not all tasks are alive.');
  return used;
}
