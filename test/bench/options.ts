import { parseArgs } from 'node:util';
import { ExpectedError, messageOf } from '../../src/common/errors.ts';
import type { Group, Measurement, RowSpec } from './measurement.ts';

/** What is to be measured, and which of its rows are wanted. */
export interface Selection {
  readonly measurement: Measurement;
  readonly wanted: ReadonlySet<RowSpec>;
}

/**
 * Reads the command line: `--only` and the name of a group or a part of a row's name, which may be given several times.
 * @throws ExpectedError when it cannot be understood, or chooses nothing
 */
export function select(groups: readonly Group[], args: readonly string[]): Selection[] {
  const only = parse(args);
  const nothing = only.find((text) => rowsOf(groups, [text]).length === 0);
  if (nothing !== undefined) {
    const names = groups.map(({ name }) => name).join(', ');
    throw new ExpectedError(
      `--only "${nothing}" is neither a group nor part of a row's name. The groups are ${names}; run without --only to see the rows.`,
    );
  }
  return rowsOf(groups, only);
}

function parse(args: readonly string[]): string[] {
  try {
    const { values } = parseArgs({ args: [...args], options: { only: { type: 'string', multiple: true } } });
    return values.only ?? [];
  } catch (error) {
    throw new ExpectedError(`${messageOf(error)} The only option is --only <group or part of a row's name>.`);
  }
}

/** The name of a group means all of it and nothing else, although it may be part of a row's name as well. */
function rowsOf(groups: readonly Group[], only: readonly string[]): Selection[] {
  const isChosen = (text: string, group: Group, row: RowSpec): boolean =>
    groups.some(({ name }) => name === text)
      ? group.name === text
      : text !== '' && row.name.toLowerCase().includes(text.toLowerCase());
  return groups.flatMap((group) =>
    group.measurements
      .map((measurement) => {
        const rows = measurement.rows.filter(
          (row) => only.length === 0 || only.some((text) => isChosen(text, group, row)),
        );
        return { measurement, wanted: new Set(rows) };
      })
      .filter(({ wanted }) => wanted.size > 0),
  );
}
