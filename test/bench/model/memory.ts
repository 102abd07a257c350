import { Model } from '../../../src/model/model.ts';
import { hello, program, requestEvents } from './events.ts';
import { modelOfLiveTasks } from './liveTasks.ts';

/**
 * Measures memory in a process of its own, started with `--expose-gc`, and prints as JSON how many MB of heap it has after
 * 1,000,000 and after 10,000,000 events, and how many MB of it 100,000 live tasks take.
 */
const { gc } = globalThis;
if (!gc) throw new Error('Start it with --expose-gc.');

/** MB once all garbage is gone. */
function heap(): number {
  gc?.();
  return process.memoryUsage().heapUsed / 1_000_000;
}

function ofLiveTasks(): number {
  const before = heap();
  const model = modelOfLiveTasks(100_000);
  const used = heap() - before;
  // Read after the measurement, so that the model is still in use during it.
  if (model.statistics.events === 0) throw new Error('The model is empty.');
  return used;
}

function ofHistory(): { early: number; late: number } {
  const model = new Model();
  model.apply(program, hello);
  let request = 0;
  const upTo = (events: number): number => {
    for (; model.statistics.events < events; request += 1) {
      for (const event of requestEvents(request)) model.apply(program, event);
    }
    return heap();
  };
  const early = upTo(1_000_000);
  const late = upTo(10_000_000);
  if (model.statistics.tasks.started !== request) throw new Error('Not all events were heard.');
  return { early, late };
}

process.stdout.write(`${JSON.stringify({ ...ofHistory(), liveTasks: ofLiveTasks() })}\n`);
