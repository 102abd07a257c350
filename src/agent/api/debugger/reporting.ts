import { writeFileSync } from 'node:fs';
import { wantsColors } from '../../../common/colors.ts';
import { ExpectedError, messageOf } from '../../../common/errors.ts';
import { jsonFormat } from '../../../model/export/json.ts';
import { createRedactor } from '../../../common/redact.ts';
import { redactReport } from '../../../model/report/redactReport.ts';
import { buildReport } from '../../../model/report/report.ts';
import type { Report } from '../../../model/report/schema.ts';
import { summaryText } from '../../../model/report/summary.ts';
import { platform } from '../../platform.ts';
import { locate } from './locate.ts';
import type { Observation } from './observation.ts';

/** Where a summary is printed to, such as `process.stdout`. */
export interface SummaryStream {
  /** Whether it ends at a terminal. */
  isTTY?: boolean;
  /** Takes a part of the text. */
  write(text: string): unknown;
}

/** @param title what people will read above it; the name of the program unless given */
function reportOf(observation: Observation, title = observation.program.title): Report {
  const { redaction } = observation.configuration;
  const generatedAt = platform.timeOrigin + platform.now();
  const report = buildReport(observation.read(), { title, generatedAt, locate });
  return redaction.enabled ? redactReport(report, createRedactor(redaction)) : report;
}

/**
 * The report of all that is known.
 * @param path of a file to write it to as JSON
 * @throws ExpectedError when the file cannot be written
 */
export function writtenReport(observation: Observation, title: string | undefined, path: string | undefined): Report {
  const report = reportOf(observation, title);
  if (path === undefined) return report;
  try {
    writeFileSync(path, jsonFormat.render(report));
  } catch (error) {
    throw new ExpectedError(`The report ${path} could not be written: ${messageOf(error)}.`, { cause: error });
  }
  return report;
}

const escape = '\u001B[';
const painted = (color: number, text: string): string => `${escape}${color}m${text}${escape}39m`;

/** Errors are red and warnings yellow; the text is the same without. */
const withColors = (text: string): string =>
  text.replaceAll(/^ {2}✖.*$/gm, (line) => painted(31, line)).replaceAll(/^ {2}▲.*$/gm, (line) => painted(33, line));

/** Prints what a person should know, the worst first; in colours where the stream ends at a terminal. */
export function printSummaryOf(
  observation: Observation,
  title: string | undefined,
  stream: SummaryStream = process.stdout,
): void {
  const text = summaryText(reportOf(observation, title));
  stream.write(wantsColors(process.env, stream.isTTY ?? false) ? withColors(text) : text);
}
