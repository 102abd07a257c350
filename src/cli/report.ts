import type { Configuration } from '../common/configuration.ts';
import { readRecording } from '../common/recording/recordingReader.ts';
import { replay } from '../model/replay.ts';
import { summaryText } from '../model/report/summary.ts';
import type { ExportFormat } from '../model/export/exportFormat.ts';
import { parseRecordingLine } from '../protocol/wire.ts';
import { formatFor, reportOf, writeReport } from './reporting.ts';
import type { Terminal } from './terminal.ts';

export interface ReportOptions {
  recording: string;
  /** Undefined: the summary, or what the name of `output` says. */
  format: ExportFormat | undefined;
  /** Path to write to; undefined: stdout. */
  output: string | undefined;
  configuration: Configuration;
}

/**
 * Replays a recording through the model and says what it says.
 *
 * @param out receives the report where it goes to no file
 * @throws ExpectedError when the recording cannot be read or the report not be written
 */
export async function report(options: ReportOptions, terminal: Terminal, out: (text: string) => void): Promise<void> {
  const { configuration } = options;
  const format = options.format ?? (options.output === undefined ? undefined : formatFor(options.output));
  const { model, endedAt } = await replay(
    readRecording(options.recording, parseRecordingLine, () =>
      terminal.warn(
        `The last line of ${options.recording} is cut off and was left out: the recorder was probably killed.`,
      ),
    ),
    configuration,
  );
  const titles = [...model.programs.values()].map((program) => program.title);
  const result = await reportOf(model, titles[0] ?? options.recording, endedAt, configuration.redaction);
  if (options.output !== undefined && format) await writeReport(options.output, format, result);
  else out(format ? format.render(result) : summaryText(result));
}
