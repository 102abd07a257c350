import { durationPhrase } from '../findings/phrases.ts';
import type { Report } from './schema.ts';
import type { Table } from './table.ts';
import type { OperationTotal, SystemUse } from './totalsSchema.ts';
import { byteWords, percentWords, placeWords, shownWords } from './words.ts';

const operationCells = ({ name, count, failed, meanTime, longestTime }: OperationTotal): string[] => [
  name,
  count.toLocaleString('en'),
  failed.toLocaleString('en'),
  durationPhrase(meanTime),
  durationPhrase(longestTime),
];

/** The tables of what was counted over the whole run; where nothing was, a table has no rows. */
export function totalsTables({ operationTotals, longestTasks, errors, strategies, system }: Report): Table[] {
  const { slowest, mostFrequent, names } = operationTotals;
  const table = (title: string, columns: readonly string[], rows: readonly string[][], total = rows.length): Table => ({
    title,
    count: shownWords(rows.length, total),
    columns,
    rows,
  });
  const figures = (
    title: string,
    columns: readonly string[],
    rows: readonly string[][],
    total = rows.length,
  ): Table => ({
    ...table(title, columns, rows, total),
    hasFigures: true,
  });
  const operationColumns = ['Operation', 'Attempts', 'Failed', 'Mean time', 'Longest'];
  return [
    figures('Slowest operations', operationColumns, slowest.map(operationCells), names),
    // Of one operation the other table has said it all.
    figures('Most frequent operations', operationColumns, names > 1 ? mostFrequent.map(operationCells) : [], names),
    table(
      'Longest tasks',
      ['Task', 'Kind', 'State', 'Took', 'Started at'],
      longestTasks.map((task) => [
        task.name,
        task.kind,
        task.state,
        durationPhrase(task.duration),
        placeWords(task.location),
      ]),
    ),
    figures(
      'Errors by class',
      ['Class', 'Attempts'],
      errors.map(({ errorClass, count }) => [errorClass, count.toLocaleString('en')]),
    ),
    figures(
      'Recovery',
      ['Strategy', 'Chosen', 'Succeeded', 'Mean time', 'Longest'],
      strategies.map(({ strategy, chosen, recoveries, meanTime, longestTime }) => [
        strategy,
        chosen.toLocaleString('en'),
        recoveries.toLocaleString('en'),
        meanTime === null ? '' : durationPhrase(meanTime),
        longestTime === null ? '' : durationPhrase(longestTime),
      ]),
    ),
    figures('System', systemColumns, system.map(systemCells)),
  ];
}

const systemColumns: readonly string[] = [
  'Program',
  'CPU',
  'Memory',
  'Heap used',
  'Loop delay',
  'Loop delay, longest',
  'Loop busy',
  'Garbage collection',
  'Handles',
];

/** The last value of each figure, and the greatest. */
function systemCells({ program, last, peak }: SystemUse): string[] {
  const cell = (name: keyof SystemUse['last'], words: (value: number) => string): string =>
    last[name] === peak[name] ? words(last[name]) : `${words(last[name])} (at most ${words(peak[name])})`;
  const duration = (ms: number): string => durationPhrase(ms);
  return [
    program,
    cell('cpu', percentWords),
    cell('rss', byteWords),
    cell('heapUsed', byteWords),
    cell('loopDelay', duration),
    cell('loopDelayMax', duration),
    cell('loopUtilization', percentWords),
    cell('gcTime', duration),
    cell('handles', (count) => count.toLocaleString('en')),
  ];
}
