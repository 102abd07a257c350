import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { ExpectedError, messageOf } from '../common/errors.ts';
import { type RedactionRules, createRedactor } from '../common/redact.ts';
import { SiteMapper } from '../common/siteMapper.ts';
import type { ExportFormat } from '../model/export/exportFormat.ts';
import { exportFormats } from '../model/export/index.ts';
import type { Model } from '../model/model.ts';
import { buildReport } from '../model/report/report.ts';
import { redactReport } from '../model/report/redactReport.ts';
import type { Location, Report } from '../model/report/schema.ts';

/**
 * The report of a model, with every place led to its source where a source map allows.
 *
 * @param title what was run
 * @param generatedAt Unix time in ms
 * @param rules what is hidden in it
 */
export async function reportOf(
  model: Model,
  title: string,
  generatedAt: number,
  rules: RedactionRules,
): Promise<Report> {
  const mapper = new SiteMapper((path) => readFile(path, 'utf8'));
  const places = new Map<string, Location>();
  for (const program of model.programs.values()) {
    for (const site of program.sites.values()) {
      const { path, line, column, fn } = await mapper.map(site);
      places.set(`${program.key} ${site.id}`, { path, line, column, fn });
    }
  }
  const report = buildReport(model, {
    title,
    generatedAt,
    locate: (program, { id, url, line, column, fn }) =>
      places.get(`${program} ${id}`) ?? { path: url, line, column, fn },
  });
  return rules.enabled ? redactReport(report, createRedactor(rules)) : report;
}

/**
 * The export format for a file's name.
 *
 * @throws ExpectedError naming the extensions there are
 */
export function formatFor(path: string): ExportFormat {
  const format = exportFormats.find(({ extension }) => `.${extension}` === extname(path).toLowerCase());
  if (format) return format;
  const known = exportFormats.map(({ extension }) => `.${extension}`).join(', ');
  throw new ExpectedError(`A report cannot be written to ${path}: its name should end in one of ${known}.`);
}

/** @throws ExpectedError when the file cannot be written */
export async function writeReport(path: string, format: ExportFormat, report: Report): Promise<void> {
  try {
    await writeFile(path, format.render(report));
  } catch (error) {
    throw new ExpectedError(`The report ${path} could not be written: ${messageOf(error)}.`, { cause: error });
  }
}
