import { ExpectedError, messageOf } from '../../src/common/errors.ts';
import { groups } from './groups.ts';
import { select, type Selection } from './options.ts';
import { nodeMajor } from './program.ts';
import { machine, type Result, table } from './table.ts';

/** Prints the budget table with the figures of this machine. It fails only if something could not be measured. */

async function results({ measurement, wanted }: Selection): Promise<Result[]> {
  try {
    const figures = await measurement.measure();
    return measurement.rows.flatMap((row, index) => {
      const figure = figures[index];
      if (!figure) throw new Error(`Nothing was measured for "${row.name}".`);
      return wanted.has(row) ? [{ row, figure }] : [];
    });
  } catch (error) {
    const names = [...wanted].map(({ name }) => `"${name}"`).join(', ');
    process.stderr.write(`Could not measure ${names}: ${messageOf(error)}\n`);
    process.exitCode = 1;
    return [];
  }
}

try {
  const selected = select(groups, process.argv.slice(2));
  console.log(machine(String(nodeMajor)));
  const all: Result[] = [];
  for (const each of selected) all.push(...(await results(each)));
  console.log(table(all));
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
