import type { RecordedEvent } from '../protocol/wire.ts';
import { calendarTime } from './calendarTime.ts';
import { Model, type ModelOptions } from './model.ts';

/** ms of the recorded run between two looks at what only time can bring. */
const tickInterval = 250;
/** ms between two of them while nothing happened. */
const quietInterval = 1_000;
/** More hours of silence than that bring nothing new. */
const mostTicks = 10_000;

/**
 * Lets time pass as it did live, also where nothing happened: a model whose clock does not tick takes the programs to
 * stand still.
 */
function pass(model: Model, from: number, to: number): void {
  const ticks = from === 0 ? 1 : Math.min(mostTicks, Math.ceil((to - from) / quietInterval));
  for (let tick = 1; tick <= ticks; tick += 1) model.tick(from + ((to - from) * tick) / ticks);
}

/**
 * Takes in a recorded run, event by event, as it was taken in live.
 * @returns the model at the end of the run, and when that was; Unix time in ms
 */
export async function replay(
  events: AsyncIterable<RecordedEvent>,
  options: ModelOptions,
): Promise<{ model: Model; endedAt: number }> {
  const model = new Model(options);
  let tickedAt = 0;
  let now = 0;
  for await (const { program, ...event } of events) {
    const timeOrigin = event.type === 'hello' ? event.timeOrigin : model.programs.get(program)?.timeOrigin;
    // Before an event is applied, time passes up to it, so that what had gone on too long is found as it was live.
    if (timeOrigin !== undefined) now = Math.max(now, calendarTime(timeOrigin + event.time));
    if (now - tickedAt >= tickInterval) {
      pass(model, tickedAt, now);
      tickedAt = now;
    }
    model.apply(program, event);
  }
  model.tick(now);
  return { model, endedAt: now };
}
