import type { Report } from './schema.ts';

/** Paths are what a report is read for, and long ones may look like secrets. */
const paths = new Set(['path', 'cwd']);

/**
 * The report with each of its texts redacted: names, titles, sentences, errors and details; only paths stay. Texts that
 * are added to reports later are redacted too, because none has to be named here.
 *
 * @param redact gives the text to show; see `createRedactor`
 */
export const redactReport = (report: Report, redact: (text: string) => string): Report =>
  redactValue(report, redact) as Report;

function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((each: unknown) => redactValue(each, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, paths.has(name) ? each : redactValue(each, redact)]),
  );
}
