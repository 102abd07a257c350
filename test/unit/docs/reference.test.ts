import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areaOf } from '../../../src/build/reference/areas.ts';
import { withTables } from '../../../src/build/reference/tables.ts';
import { publicApi } from '../../support/publicApi.ts';

const folder = 'docs/reference';
const pages = readdirSync(folder).filter((file) => file !== 'README.md');

/** What has a section of its own on a page, without the parentheses of a function. */
const sections = pages.flatMap((page) =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/^## (\w+)/gm)].map((match) => match[1] ?? ''),
);

describe('the API reference', () => {
  it('has a section for each export and for nothing else (run npm run docs)', () => {
    const exported = publicApi()
      .map(({ name }) => name)
      .filter((name) => !name.includes('.'));
    expect(sections.sort()).toEqual(exported.sort());
  });

  it('says where to put what has no page', () => {
    expect(() => areaOf('agent/api/brandNew')).toThrow('add it to one in src/build/reference/areas.ts');
  });
});

describe('the guide', () => {
  const guide = readFileSync('docs/library.md', 'utf8');

  it('has the tables that the sources give (run npm run docs)', () => {
    expect(guide).toBe(withTables(guide));
  });

  it('has a table of the configuration and one of the findings', () => {
    expect([...guide.matchAll(/<!-- table: (\w+) -->/g)].map((match) => match[1])).toEqual([
      'configuration',
      'findings',
    ]);
  });

  it('may ask only for tables there are', () => {
    expect(() => withTables('<!-- table: weather -->\n<!-- end -->')).toThrow('There is no table "weather"');
  });
});
