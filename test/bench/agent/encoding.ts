import { Encoder } from '../../../src/agent/channel/encoder.ts';
import { type Measurement, median } from '../measurement.ts';
import { requestEvents } from '../model/events.ts';

const requests = 2_000;
const rounds = 25;
/** Characters after which a batch is taken, as the outbox does. */
const batch = 32_000;

/** Writing events into batches, by itself. */
export const encoding: Measurement = {
  rows: [{ name: 'one event encoded', unit: 'µs', budget: { atMost: 2 } }],
  async measure() {
    const encoder = new Encoder('1/0');
    const events = Array.from({ length: requests }, (_, request) => requestEvents(request)).flat();
    const round = (): number => {
      const started = performance.now();
      for (const event of events) {
        encoder.write(event.type, event.time, event);
        if (encoder.size > batch) encoder.take();
      }
      return ((performance.now() - started) * 1_000) / events.length;
    };
    return [{ value: median(Array.from({ length: rounds }, round)) }];
  },
};
