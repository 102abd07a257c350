import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Group, median } from '../measurement.ts';

const execute = promisify(execFile);
const rounds = 5;

interface Round {
  readonly files: number;
  readonly cold: number;
  readonly memory: number;
  readonly keystroke: number;
}

async function round(): Promise<Round> {
  const { stdout } = await execute(process.execPath, [join(import.meta.dirname, 'check.ts')]);
  return JSON.parse(stdout) as Round;
}

/** What the checker takes of the processor and of memory, on the sources of this repository. */
export const serverGroup: Group = {
  name: 'server',
  measurements: [
    {
      rows: [
        { name: 'check of 400 files, cold', unit: 'ms', budget: { atMost: 1_500 } },
        { name: 'a keystroke in a file of 2,000 lines', unit: 'ms', budget: { atMost: 30 } },
        { name: 'memory after 400 files', unit: 'MB', budget: { atMost: 400 } },
      ],
      measure: async () => {
        const all: Round[] = [];
        for (let count = 0; count < rounds; count += 1) all.push(await round());
        const value = (key: keyof Round) => ({ value: median(all.map((each) => each[key])) });
        return [value('cold'), value('keystroke'), value('memory')];
      },
    },
  ],
};
