import { findingKinds } from '../../model/findings/index.ts';
import { settingRows } from './settings.ts';

type Row = readonly string[];

const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: Row, rows: readonly Row[]): string =>
  [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');

const configuration = (): string =>
  table(
    ['key', 'default', 'meaning'],
    settingRows()
      .filter(({ key }) => key !== '$schema')
      .map(({ key, standard, description }) => [`\`${key}\``, standard ? `\`${standard}\`` : '', description]),
  );

const findings = (): string =>
  table(
    ['class', 'what was found', 'usual causes'],
    findingKinds.map(({ kind, severity, title, usualCauses }) => [
      `\`${kind}\``,
      `${title()} (${severity})`,
      usualCauses().join('<br>'),
    ]),
  );

const tables: Readonly<Record<string, () => string>> = { configuration, findings };

/**
 * Makes the tables of a document anew, each between `<!-- table: name -->` and `<!-- end -->`.
 * @throws Error when it asks for a table there is not
 */
export const withTables = (document: string): string =>
  document.replaceAll(/(<!-- table: (\w+) -->\n).*?(<!-- end -->)/gs, (_, start: string, name: string, end: string) => {
    const make = tables[name];
    if (!make) throw new Error(`There is no table "${name}": use one of ${Object.keys(tables).join(', ')}.`);
    return `${start}\n${make()}\n\n${end}`;
  });
