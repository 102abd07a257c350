import type { ExportFormat } from './exportFormat.ts';

/** The report as it is, see `reportSchema`. */
export const jsonFormat: ExportFormat = {
  id: 'json',
  label: 'JSON',
  extension: 'json',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
