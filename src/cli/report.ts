import type { Configuration } from '../common/configuration.ts';
import { calendarTime } from '../model/calendarTime.ts';
import { Model } from '../model/model.ts';
import { summaryText } from '../model/report/summary.ts';
import type { ExportFormat } from '../model/export/exportFormat.ts';
import { readRecording } from './recordingReader.ts';
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

/** ms of the recorded run between two looks at what only time can bring. */
const tickInterval = 250;
/** ms between two of them while nothing happened. */
const quietInterval = 1_000;
/** More hours of silence than that bring nothing new. */
const mostTicks = 10_000;

/**
 * Replays a recording through the model and says what it says.
 *
 * @param out receives the report where it goes to no file
 * @throws ExpectedError when the recording cannot be read or the report not be written
 */
export async function report(options: ReportOptions, terminal: Terminal, out: (text: string) => void): Promise<void> {
  const { configuration } = options;
  const format = options.format ?? (options.output === undefined ? undefined : formatFor(options.output));
  const { model, endedAt } = await replay(options.recording, configuration, () =>
    terminal.warn(
      `The last line of ${options.recording} is cut off and was left out: the recorder was probably killed.`,
    ),
  );
  const titles = [...model.programs.values()].map((program) => program.title);
  const result = await reportOf(model, titles[0] ?? options.recording, endedAt, configuration.redaction);
  if (options.output !== undefined && format) await writeReport(options.output, format, result);
  else out(format ? format.render(result) : summaryText(result));
}

/**
 * Lets time pass as it did live, also where nothing happened: a model whose clock does not tick takes the programs to
 * stand still.
 */
function pass(model: Model, from: number, to: number): void {
  const ticks = from === 0 ? 1 : Math.min(mostTicks, Math.ceil((to - from) / quietInterval));
  for (let tick = 1; tick <= ticks; tick += 1) model.tick(from + ((to - from) * tick) / ticks);
}

async function replay(
  path: string,
  configuration: Configuration,
  onTruncated: () => void,
): Promise<{ model: Model; endedAt: number }> {
  const model = new Model(configuration);
  let tickedAt = 0;
  let now = 0;
  for await (const { program, ...event } of readRecording(path, onTruncated)) {
    const timeOrigin = event.type === 'hello' ? event.timeOrigin : model.programs.get(program)?.timeOrigin;
    // Before an event is applied, time passes up to it, so that what had gone on too long is found as it was live.
    if (timeOrigin !== undefined) now = Math.max(now, calendarTime(timeOrigin + event.time));
    if (now - tickedAt >= tickInterval) {
      pass(model, tickedAt, now);
      tickedAt = now;
    }
    model.apply(program, event);
  }
  model.tick(now);
  return { model, endedAt: now };
}
