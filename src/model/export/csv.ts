import { t } from '../../common/l10n.ts';
import type { Location, Report } from '../report/schema.ts';
import type { ExportFormat } from './exportFormat.ts';

/** A program that opens the file must not take a name for a formula. */
const startsFormula = /^[=+\-@\t\r]/;

/** RFC 4180: quotes where they are needed, and doubled within. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && startsFormula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const place = (location: Location | null): [string, number | string, number | string, string] =>
  location ? [location.path, location.line, location.column, location.fn] : ['', '', '', ''];

const time = (unix: number): string => new Date(unix).toISOString();

function rowsOf(report: Report): (string | number)[][] {
  const { generatedAt, open, longestTasks } = report;
  return [
    ...open.tasks.map((task) => {
      const end = report.programs.find(({ key }) => key === task.program)?.endedAt ?? generatedAt;
      const lasted = Math.max(0, Math.round(end - task.startedAt));
      return [
        task.program,
        task.id,
        task.name,
        task.kind,
        'running',
        time(task.startedAt),
        lasted,
        ...place(task.location),
      ];
    }),
    ...longestTasks.map(({ program, id, name, kind, state, startedAt, duration, location }) => {
      return [program, id, name, kind, state, time(startedAt), Math.round(duration), ...place(location)];
    }),
  ];
}

/** The tasks that are alive and those that took longest, for a spreadsheet. Columns keep their English names. */
export const csvFormat: ExportFormat = {
  id: 'csv',
  get label() {
    return t('CSV of tasks');
  },
  extension: 'csv',
  render: (report) =>
    [
      ['program', 'id', 'name', 'kind', 'state', 'started', 'milliseconds', 'file', 'line', 'column', 'function'],
      ...rowsOf(report),
    ]
      .map((row) => `${row.map(cell).join(',')}\r\n`)
      .join(''),
};
