import { t } from '../../common/l10n.ts';
import { durationPhrase, numberPhrase } from '../findings/phrases.ts';
import type { Report } from './schema.ts';
import type { Table } from './table.ts';
import type { OperationTotal, SystemUse } from './totalsSchema.ts';
import { byteWords, lockKindWords, percentWords, placeWords, shownWords, stateWords } from './words.ts';

const operationCells = ({ name, count, failed, meanTime, longestTime }: OperationTotal): string[] => [
  name,
  numberPhrase(count),
  numberPhrase(failed),
  durationPhrase(meanTime),
  durationPhrase(longestTime),
];

/** The tables of what was counted over the whole run; where nothing was, a table has no rows. */
export function totalsTables({
  operationTotals,
  lockTotals,
  longestTasks,
  errors,
  strategies,
  system,
}: Report): Table[] {
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
  const operationColumns = [t('Operation'), t('Attempts'), t('Failed'), t('Mean time'), t('Longest')];
  return [
    figures(t('Slowest operations'), operationColumns, slowest.map(operationCells), names),
    // Of one operation the other table has said it all.
    figures(t('Most frequent operations'), operationColumns, names > 1 ? mostFrequent.map(operationCells) : [], names),
    figures(
      t('Lock contention'),
      [t('Lock'), t('Kind'), t('Acquisitions'), t('Waits'), t('Held in all'), t('Longest')],
      lockTotals.mostContended.map(({ name, kind, acquisitions, contended, heldTotal, heldLongest }) => [
        name,
        lockKindWords(kind),
        numberPhrase(acquisitions),
        numberPhrase(contended),
        // While nobody has released it, nobody knows.
        heldLongest === 0 ? '' : durationPhrase(heldTotal),
        heldLongest === 0 ? '' : durationPhrase(heldLongest),
      ]),
      lockTotals.locks,
    ),
    table(
      t('Longest tasks'),
      [t('Task'), t('Kind'), t('State'), t('Took'), t('Started at')],
      longestTasks.map((task) => [
        task.name,
        task.kind,
        stateWords(task.state),
        durationPhrase(task.duration),
        placeWords(task.location),
      ]),
    ),
    figures(
      t('Errors by class'),
      [t('Class'), t('Attempts')],
      errors.map(({ errorClass, count }) => [errorClass, numberPhrase(count)]),
    ),
    figures(
      t('Recovery'),
      [t('Strategy'), t('Chosen'), t('Succeeded'), t('Mean time'), t('Longest')],
      strategies.map(({ strategy, chosen, recoveries, meanTime, longestTime }) => [
        strategy,
        numberPhrase(chosen),
        numberPhrase(recoveries),
        meanTime === null ? '' : durationPhrase(meanTime),
        longestTime === null ? '' : durationPhrase(longestTime),
      ]),
    ),
    figures(t('System'), systemColumns(), system.map(systemCells)),
  ];
}

const systemColumns = (): readonly string[] => [
  t('Program'),
  t('CPU'),
  t('Memory'),
  t('Heap used'),
  t('Loop delay'),
  t('Loop delay, longest'),
  t('Loop busy'),
  t('Garbage collection'),
  t('Handles'),
];

/** The last value of each figure, and the greatest. */
function systemCells({ program, last, peak }: SystemUse): string[] {
  const cell = (name: keyof SystemUse['last'], words: (value: number) => string): string =>
    last[name] === peak[name] ? words(last[name]) : t('{0} (at most {1})', words(last[name]), words(peak[name]));
  return [
    program,
    cell('cpu', percentWords),
    cell('rss', byteWords),
    cell('heapUsed', byteWords),
    cell('loopDelay', durationPhrase),
    cell('loopDelayMax', durationPhrase),
    cell('loopUtilization', percentWords),
    cell('gcTime', durationPhrase),
    cell('handles', numberPhrase),
  ];
}
