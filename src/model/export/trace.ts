import type { Report, ReportFinding, ReportProgram } from '../report/schema.ts';
import type { Span } from '../report/timelineSchema.ts';
import type { ExportFormat } from './exportFormat.ts';

/* The names are those of the Trace Event Format, which Perfetto and Chrome's tracing read. */

interface TraceEvent {
  /** Begin and end of an async event, a slice, start and end of a flow, an instant, metadata. */
  ph: 'b' | 'e' | 'X' | 's' | 'f' | 'i' | 'M';
  name: string;
  cat: string;
  pid: number;
  tid: number;
  /** µs */
  ts: number;
  dur?: number;
  id2?: { local: string };
  id?: string;
  bp?: 'e';
  s?: 'p';
  args?: Record<string, unknown>;
}

interface Where {
  pid: number;
  tid: number;
}

/** Reports count from 1970 in ms; a number of µs that large would lose its fractions. */
class Clock {
  readonly #origin: number;

  constructor(report: Report) {
    this.#origin = Math.min(report.generatedAt, ...report.programs.map(({ startedAt }) => startedAt));
  }

  ts(unix: number): number {
    return Math.round((unix - this.#origin) * 1_000);
  }
}

const whereOf = ({ pid, thread }: Pick<ReportProgram, 'pid' | 'thread'>): Where => ({ pid, tid: thread });

function namesOf(program: ReportProgram): TraceEvent[] {
  const where = { ...whereOf(program), cat: '', ts: 0, ph: 'M' as const };
  const thread = program.thread === 0 ? 'main' : `worker ${program.thread}`;
  return [
    { ...where, name: 'process_name', args: { name: program.title } },
    { ...where, name: 'thread_name', args: { name: thread } },
  ];
}

/** Each task or scope is a track of its own: neighbours may overlap, and events of one track must not. */
function spanEvents(span: Span, where: Where, clock: Clock, until: number): TraceEvent[] {
  const event = { ...where, name: span.name, cat: span.kind, id2: { local: `${span.kind} ${span.id}` } };
  const { state, parent, cancelledAt } = span;
  const cancelled = cancelledAt === null ? {} : { cancelledAt: clock.ts(cancelledAt) };
  return [
    { ...event, ph: 'b', ts: clock.ts(span.startedAt), args: { state, parent, ...cancelled } },
    { ...event, ph: 'e', ts: clock.ts(span.endedAt ?? until) },
  ];
}

const flowId = (where: Where, task: number): string => `${where.pid}/${where.tid}/${task}`;

/** The start of a task on its thread: arrows lead from one slice of a thread to another, not between async events. */
const startEvent = (span: Span, where: Where, clock: Clock): TraceEvent => ({
  ...where,
  ph: 'X',
  name: `start ${span.name}`,
  cat: 'spawn',
  ts: clock.ts(span.startedAt),
  dur: 1,
  args: { task: span.id, parent: span.parent },
});

/** An arrow from the start of the parent to that of the task it started. */
function spawnEvents(parent: Span, span: Span, where: Where, clock: Clock): TraceEvent[] {
  const event = { ...where, name: 'spawn', cat: 'spawn', id: flowId(where, span.id) };
  return [
    { ...event, ph: 's', ts: clock.ts(parent.startedAt) },
    { ...event, ph: 'f', bp: 'e', ts: clock.ts(span.startedAt) },
  ];
}

const findingEvent = (finding: ReportFinding, where: Where, clock: Clock): TraceEvent => ({
  ...where,
  ph: 'i',
  s: 'p',
  name: finding.title,
  cat: 'finding',
  ts: clock.ts(finding.at),
  args: { sentence: finding.sentence, kind: finding.kind, severity: finding.severity },
});

function traceOf(report: Report): object {
  const clock = new Clock(report);
  const places = new Map(report.programs.map((program) => [program.key, program]));
  const at = (key: string): Where => whereOf(places.get(key) ?? { pid: 0, thread: 0 });
  const until = (key: string): number => places.get(key)?.endedAt ?? report.generatedAt;
  const spans = report.timeline.spans;
  const tasks = spans.filter(({ kind }) => kind === 'task');
  const known = new Map(tasks.map((span) => [`${span.program} ${span.id}`, span]));
  return {
    displayTimeUnit: 'ms',
    otherData: { title: report.title, headline: report.headline, spans: `${spans.length} of ${report.timeline.total}` },
    traceEvents: [
      ...report.programs.flatMap(namesOf),
      ...spans.flatMap((span) => spanEvents(span, at(span.program), clock, until(span.program))),
      ...tasks.map((span) => startEvent(span, at(span.program), clock)),
      ...tasks.flatMap((span) => {
        const parent = known.get(`${span.program} ${span.parent}`);
        return parent ? spawnEvents(parent, span, at(span.program), clock) : [];
      }),
      ...report.findings.map((finding) => findingEvent(finding, at(finding.program), clock)),
    ],
  };
}

/** What ran when, for Perfetto and other viewers of traces. */
export const traceFormat: ExportFormat = {
  id: 'trace',
  label: 'Trace Event JSON',
  extension: 'trace',
  render: (report) => `${JSON.stringify(traceOf(report))}\n`,
};
