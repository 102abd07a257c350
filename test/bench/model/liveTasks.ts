import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { BatchDecoder } from '../../../src/protocol/wire.ts';
import { TestEncoder } from './encode.ts';
import { hello, program, requestEvents } from './events.ts';

const batch = 1_000;

/**
 * A model in which so many tasks are alive, each with an open scope, as they come by wire.
 * @param nameOf the name of the task of a request; all have one name if left out
 */
export function modelOfLiveTasks(count: number, nameOf?: (request: number) => string): Model {
  const decoder = new BatchDecoder();
  const encoder = new TestEncoder();
  const model = new Model();
  model.apply(program, hello);
  const named = (event: AgentEvent, request: number): AgentEvent =>
    event.type === 'task-started' && nameOf ? { ...event, name: nameOf(request) } : event;
  for (let first = 0; first < count; first += batch) {
    const requests = Array.from({ length: batch }, (_, index) =>
      requestEvents(first + index)
        .slice(0, 2)
        .map((event) => named(event, first + index)),
    );
    for (const event of decoder.decode(encoder.encode(program, requests.flat())).events) model.apply(program, event);
  }
  if (model.statistics.tasks.alive !== count) throw new Error('Not all tasks are alive.');
  return model;
}
