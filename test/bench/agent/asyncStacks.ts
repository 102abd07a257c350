import { resolve } from 'node:path';
import type { Measurement } from '../measurement.ts';
import { library, run } from '../program.ts';

const program = resolve('test/bench/agent/asyncStacks.mjs');
const chains = 10_000;

/** Processor time of finding the promises, asking V8 who awaits them, and folding the answers. */
export const asyncStacks: Measurement = {
  rows: [{ name: 'async stacks, per 10,000 suspended async functions', unit: 'ms', budget: { atMost: 300 } }],
  async measure() {
    const { suspended, time } = await run<{ suspended: number; time: number }>([program, library, String(chains)]);
    return [
      { value: (time / suspended) * 10_000, beside: `${suspended.toLocaleString('en')} in ${Math.round(time)} ms` },
    ];
  },
};
