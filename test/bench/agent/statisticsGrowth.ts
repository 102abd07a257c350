import { resolve } from 'node:path';
import { type Measurement, digits } from '../measurement.ts';
import { library, run } from '../program.ts';

interface Times {
  afterFew: number;
  afterMany: number;
  naiveAfterFew: number;
  naiveAfterMany: number;
}

/** Whether statistics cost more the longer a program has run. */
export const statisticsGrowth: Measurement = {
  rows: [
    { name: 'statistics after 1,000,000 events', unit: 'µs' },
    { name: 'statistics after 1,000,000 events ÷ after 1,000', unit: '×', budget: { atMost: 2 } },
  ],
  async measure() {
    const times = await run<Times>([resolve('test/bench/agent/statistics.mjs'), library]);
    const naive = digits(times.naiveAfterMany / times.naiveAfterFew);
    return [
      { value: times.afterMany, beside: `a naive tracker after 100,000: ${digits(times.naiveAfterMany)} µs` },
      { value: times.afterMany / times.afterFew, beside: `a naive tracker, 100,000 ÷ 1,000: ${naive} ×` },
    ];
  },
};
