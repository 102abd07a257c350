import type { Row } from './row.ts';
import { agentRows } from './agent/agentRows.ts';
import { bundleRows } from './bundle/bundleRows.ts';
import { httpRows } from './http/httpRows.ts';
import { modelRows } from './model/modelRows.ts';

/** Prints the budget table with the figures of this machine. A figure over its budget is marked, never hidden. */
const groups: readonly (() => Promise<Row[]>)[] = [agentRows, modelRows, httpRows, bundleRows];

const figure = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.?0+$/, '');

const rows: Row[] = [];
for (const group of groups) rows.push(...(await group()));

const cells = rows.map((row) => [row.ok ? ' ' : '!', row.name, `${figure(row.value)} ${row.unit}`.trim(), row.budget]);
const widths = [1, 2, 3].map((column) => Math.max(...cells.map((cell) => cell[column]?.length ?? 0)));
for (const [mark, name = '', value = '', budget = ''] of cells) {
  console.log(`${mark} ${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${budget}`.trimEnd());
}
const over = rows.filter((row) => !row.ok).length;
console.log(
  over === 0 ? 'All figures are within their budgets.' : `${over} of ${rows.length} figures are over budget.`,
);
