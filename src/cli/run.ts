import { once } from 'node:events';
import type { Configuration } from '../common/configuration.ts';
import { messageOf } from '../common/errors.ts';
import type { ExportFormat } from '../model/export/exportFormat.ts';
import { Model } from '../model/model.ts';
import type { Report } from '../model/report/schema.ts';
import { summaryText } from '../model/report/summary.ts';
import { environment } from '../protocol/version.ts';
import { agentSettings } from './configuration.ts';
import { EventServer } from './eventServer.ts';
import { type FailCondition, failExitCode, failureOf } from './failOn.ts';
import { environmentWithAgent, shellExitCode, start, withSignals } from './launch.ts';
import { findGuard } from './guard.ts';
import { RecordingWriter } from './recordingWriter.ts';
import { formatFor, reportOf, writeReport } from './reporting.ts';
import { RunFeed } from './runFeed.ts';
import type { Terminal } from './terminal.ts';

export interface RunOptions {
  command: readonly string[];
  /** Path of the recording; false for none, undefined for a name of our own in the current folder. */
  record: string | false | undefined;
  /** Paths of reports to write; the extension chooses the format. None: what the configuration says. */
  reports: readonly string[];
  failOn: readonly FailCondition[];
  /** Print the report as JSON instead of the summary. */
  json: boolean;
  configuration: Configuration;
}

/** ms between two looks at what only time can bring. */
const tickInterval = 250;
/** The exit code when the program did well but a report that was asked for could not be written. */
const noReportExitCode = 2;
/** ms that processes outliving the program may still report. */
const grace = 1_000;

/**
 * Runs a program with the agent in it and reports.
 *
 * @returns the exit code: the program's own, or 3 when `failOn` applies
 * @throws ExpectedError when the program cannot be started
 */
export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const { configuration } = options;
  const named = options.reports.length > 0 ? options.reports : [configuration.report.file ?? []].flat();
  const reports = named.map((path) => ({ path, format: formatFor(path) }));
  const guard = findGuard();
  const model = new Model(configuration);
  const feed = new RunFeed(model);
  const server = await EventServer.listen(feed);
  let exitCode = 0;
  let recording: RecordingWriter | undefined;
  try {
    const settings = agentSettings(configuration);
    const env = environmentWithAgent(process.env, guard, server.environment, settings);
    const child = await start(options.command, env);
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const ticking = setInterval(() => model.tick(Date.now()), tickInterval);
    const ending = await withSignals(child, process.stdin.isTTY, async () => {
      recording = await openRecording(options.record ?? `async-scope-${child.pid}.asyncscope`, terminal);
      feed.recordTo(recording);
      return exit;
    });
    clearInterval(ticking);
    exitCode = shellExitCode(...ending);
  } finally {
    await server.close(grace);
  }
  model.tick(Date.now());
  await closeRecording(recording, terminal);
  feed.summariseProblems((sentence) => terminal.warn(sentence));

  const title = options.command.join(' ');
  if (server.accepted === 0) terminal.warn(silenceOf(title));
  const report = await reportOf(model, title, Date.now(), configuration.redaction);
  if (!options.json && server.accepted > 0) terminal.print(summaryText(report));
  const areWritten = await writeAll(reports, report, terminal);
  const failure = failureOf(model, options.failOn);
  if (failure !== undefined) terminal.warn(terminal.colors.red(failure));
  // The last line, so that a script finds it behind what the program itself wrote there.
  if (options.json) terminal.print(JSON.stringify(report));
  if (failure !== undefined) return failExitCode;
  return exitCode === 0 && !areWritten ? noReportExitCode : exitCode;
}

/** @returns whether all of them could be written; who asked for a report is not to take its absence for success */
async function writeAll(
  reports: readonly { path: string; format: ExportFormat }[],
  report: Report,
  terminal: Terminal,
): Promise<boolean> {
  let areWritten = true;
  for (const { path, format } of reports) {
    try {
      await writeReport(path, format, report);
    } catch (error) {
      areWritten = false;
      terminal.warn(messageOf(error));
    }
  }
  return areWritten;
}

async function openRecording(path: string | false, terminal: Terminal): Promise<RecordingWriter | undefined> {
  if (path === false) return undefined;
  try {
    return await RecordingWriter.create(path);
  } catch (error) {
    terminal.warn(`The recording ${path} cannot be written, so there will be none: ${messageOf(error)}.`);
    return undefined;
  }
}

async function closeRecording(recording: RecordingWriter | undefined, terminal: Terminal): Promise<void> {
  const problem = await recording?.close();
  if (problem !== undefined) terminal.warn(problem);
  else if (recording && recording.events > 0)
    terminal.warn(`The recording is in ${recording.path}; read it with async-scope report.`);
}

const silenceOf = (title: string): string =>
  process.env[environment.off] === '1'
    ? `No events arrived from ${title}: ${environment.off} is set to 1.`
    : `No events arrived from ${title}: it is not a Node program, clears NODE_OPTIONS, or the agent could not start in it.`;
