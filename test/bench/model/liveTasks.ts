import { Model } from '../../../src/model/model.ts';
import { BatchDecoder } from '../../../src/protocol/wire.ts';
import { TestEncoder } from './encode.ts';
import { hello, program, requestEvents } from './events.ts';

const batch = 1_000;

/** A model in which so many tasks are alive, each with an open scope, as they come by wire. */
export function modelOfLiveTasks(count: number): Model {
  const decoder = new BatchDecoder();
  const encoder = new TestEncoder();
  const model = new Model();
  model.apply(program, hello);
  for (let first = 0; first < count; first += batch) {
    const requests = Array.from({ length: batch }, (_, index) => requestEvents(first + index).slice(0, 2));
    for (const event of decoder.decode(encoder.encode(program, requests.flat())).events) model.apply(program, event);
  }
  if (model.statistics.tasks.alive !== count) throw new Error('Not all tasks are alive.');
  return model;
}
