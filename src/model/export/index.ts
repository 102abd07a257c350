import { csvFormat } from './csv.ts';
import type { ExportFormat } from './exportFormat.ts';
import { htmlFormat } from './html.ts';
import { jsonFormat } from './json.ts';
import { markdownFormat } from './markdown.ts';
import { sarifFormat } from './sarif.ts';
import { traceFormat } from './trace.ts';

export type { ExportFormat } from './exportFormat.ts';

/** Every way to write a report; a new one is a new file and a line here. */
export const exportFormats: readonly ExportFormat[] = [
  htmlFormat,
  jsonFormat,
  markdownFormat,
  sarifFormat,
  csvFormat,
  traceFormat,
];
