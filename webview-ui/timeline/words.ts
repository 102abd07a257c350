import { t } from '../../src/common/l10n.ts';
import { commaPhrase, durationPhrase, quote } from '../../src/model/findings/phrases.ts';
import type { Report } from '../../src/model/report/schema.ts';
import type { Span } from '../../src/model/report/timelineSchema.ts';
import type { SystemUse } from '../../src/model/report/totalsSchema.ts';
import { byteWords, percentWords, stateWords } from '../../src/model/report/words.ts';
import type { Bar, Layout } from './lanes.ts';
import type { FindingMark } from './marks.ts';
import { clock } from './range.ts';

/** What a time since the start is told apart by in words, ms. */
const exactness = 10;

const nameWords = ({ kind, name }: Span): string =>
  kind === 'task' ? t('task {0}', quote(name)) : t('scope {0}', quote(name));

/** `task “agent-1”, running, 7.2 s, since 0.25 s, cancelled at 1.20 s`: one bar and what was found about it. */
export const barWords = (bar: Bar, marks: readonly FindingMark[], origin: number): string =>
  commaPhrase([
    nameWords(bar.span),
    stateWords(bar.span.state),
    durationPhrase(bar.to - bar.from),
    t('since {0}', clock(bar.from - origin, exactness)),
    ...(bar.span.cancelledAt === null ? [] : [t('cancelled at {0}', clock(bar.span.cancelledAt - origin, exactness))]),
    ...marks.filter((mark) => mark.bar === bar).map(({ finding }) => finding.title),
  ]);

/** The same as the drawing, row by row. */
export function spanTable({ lanes, whole }: Layout, marks: readonly FindingMark[]) {
  const time = (at: number): string => clock(at - whole.from, exactness);
  return {
    columns: [t('Name'), t('Kind'), t('Task'), t('State'), t('Start'), t('Took'), t('Cancelled'), t('Findings')],
    rows: lanes.flatMap(({ name, bars }) =>
      bars.map((bar) => [
        bar.span.name,
        bar.span.kind === 'task' ? t('task') : t('scope'),
        bar.span.kind === 'task' ? '' : name,
        stateWords(bar.span.state),
        time(bar.from),
        durationPhrase(bar.to - bar.from),
        bar.span.cancelledAt === null ? '' : time(bar.span.cancelledAt),
        commaPhrase(marks.filter((mark) => mark.bar === bar).map(({ finding }) => finding.title)),
      ]),
    ),
  };
}

/** The same as the charts. */
export const sampleTable = (system: readonly SystemUse[], origin: number) => ({
  columns: [t('Time'), t('Program'), t('CPU'), t('Memory'), t('Loop delay, longest')],
  rows: system.flatMap(({ program, samples }) =>
    samples.map(({ at, cpu, rss, loopDelayMax }) => [
      clock(at - origin, exactness),
      program,
      percentWords(cpu),
      byteWords(rss),
      durationPhrase(loopDelayMax),
    ]),
  ),
});

/** `12 of 15 shown`, with what was left out. */
export const cutWords = ({ spans, total }: Report['timeline'], shown: string): string =>
  spans.length < total
    ? t('{0} shown: those with findings, those that go on, then the longest.', shown)
    : t('{0} tasks and scopes', shown);
