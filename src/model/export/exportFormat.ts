import type { Report } from '../report/schema.ts';

/** One way to write a report to a file. */
export interface ExportFormat {
  readonly id: 'json' | 'html' | 'markdown' | 'sarif' | 'csv' | 'trace';
  /** As offered to a person. */
  readonly label: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  /** @returns the content of the file; it is UTF-8 */
  readonly render: (report: Report) => string;
}
