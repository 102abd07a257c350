import { cpus, totalmem } from 'node:os';
import { type Figure, type RowSpec, digits } from './measurement.ts';

/** A row and what was measured for it. */
export interface Result {
  readonly row: RowSpec;
  readonly figure: Figure;
}

const isWithin = ({ row: { budget }, figure: { value } }: Result): boolean => {
  if (budget === undefined) return true;
  return 'atLeast' in budget ? value >= budget.atLeast : value <= budget.atMost;
};

/** As in `≥ 0.95`; empty where there is none. */
export function budgetText({ budget }: RowSpec): string {
  if (budget === undefined) return '';
  return 'atLeast' in budget ? `≥ ${budget.atLeast.toLocaleString('en')}` : `≤ ${budget.atMost.toLocaleString('en')}`;
}

/** What the figures are of: without it they mean little. */
export function machine(programs: string): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 1_000_000_000);
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GB, ${process.platform} ${process.arch}; programs on Node ${programs}, the rest on Node ${process.versions.node}`;
}

/** The table. A figure over its budget is marked, never hidden. */
export function table(results: readonly Result[]): string {
  const lines = results.map((result) => [
    isWithin(result) ? ' ' : '!',
    result.row.name,
    `${digits(result.figure.value)} ${result.row.unit}`,
    budgetText(result.row),
    result.figure.beside ?? '',
  ]);
  const width = (column: number): number => Math.max(0, ...lines.map((line) => line[column]?.length ?? 0));
  const [names, values, budgets] = [width(1), width(2), width(3)];
  const text = lines.map(([mark, name = '', value = '', budget = '', beside = '']) =>
    `${mark} ${name.padEnd(names)}  ${value.padStart(values)}  ${budget.padEnd(budgets)}  ${beside}`.trimEnd(),
  );
  const over = results.filter((result) => !isWithin(result)).length;
  const summary =
    over === 0 ? 'All figures are within their budgets.' : `${over} of ${results.length} figures are over budget.`;
  return [...text, summary].join('\n');
}
