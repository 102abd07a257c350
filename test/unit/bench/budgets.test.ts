import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { groups } from '../../bench/groups.ts';
import { budgetText } from '../../bench/table.ts';

it('has in the architecture the budgets that the benchmark prints', () => {
  const [, section = ''] = readFileSync('docs/architecture.md', 'utf8').split('\n## Budgets\n');
  const stated = [...section.split('\n## ')[0]!.matchAll(/^\| (.+?) \| ([≥≤].+?) \|$/gm)].map(
    ([, name, budget]) => `${name}: ${budget}`,
  );
  const printed = groups.flatMap(({ measurements }) =>
    measurements.flatMap(({ rows }) =>
      rows.filter(({ budget }) => budget).map((row) => `${row.name}: ${budgetText(row)} ${row.unit}`),
    ),
  );
  expect(stated).toEqual(printed);
});
