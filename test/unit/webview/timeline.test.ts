import { afterEach, describe, expect, it } from 'vitest';
import { useLanguage } from '../../../src/common/l10n.ts';
import type { Span } from '../../../src/model/report/timelineSchema.ts';
import { chartsOf, chartWords, roundUp } from '../../../webview-ui/timeline/charts.ts';
import { barAt, laneAt } from '../../../webview-ui/timeline/hits.ts';
import { type Layout, layoutOf } from '../../../webview-ui/timeline/lanes.ts';
import { cancelLinks, findingMarks } from '../../../webview-ui/timeline/marks.ts';
import { barWords, cutWords, spanTable } from '../../../webview-ui/timeline/words.ts';
import { trendPoints } from '../../../webview-ui/trendPoints.ts';
import { Run, origin } from '../model/run.ts';
import { orchestra, reportOf } from '../model/report/sampleReport.ts';

afterEach(() => useLanguage('en'));

const layoutFor = (run: Run): Layout => layoutOf(reportOf(run));
const outline = ({ lanes }: Layout): string[] =>
  lanes.map(({ name, depth, top, bars }) => {
    const scopes = bars.filter(({ span }) => span.kind === 'scope').map(({ span, row }) => `${span.name}@${row - top}`);
    return `${' '.repeat(depth)}${[name, ...scopes].join(' ')}`;
  });

describe('the lanes', () => {
  it('are the tree of tasks, each with its scopes below it', () => {
    expect(outline(layoutFor(orchestra()))).toEqual(['agent-1 db-query@1 stream@2', ' cleanup', ' warm-up']);
  });

  it('put scopes side by side that follow each other, and below each other those that overlap', () => {
    const run = new Run().task(1, 'a');
    run.emit('scope-entered', { id: 10, name: 'first', task: 1 }).at(50);
    run.emit('scope-exited', { id: 10, task: 1 }).at(60);
    run.emit('scope-entered', { id: 11, name: 'second', task: 1 }).at(70);
    run.emit('scope-entered', { id: 12, name: 'third', task: 1 });
    expect(outline(layoutFor(run))).toEqual(['a first@1 second@1 third@2']);
  });

  it('have a place for scopes whose task is not shown, or that have none', () => {
    const run = new Run().emit('scope-entered', { id: 10, name: 'lost', task: 77 });
    run.emit('scope-entered', { id: 11, name: 'outside' });
    expect(outline(layoutFor(run))).toEqual(['task #77 lost@1', 'code outside any task outside@1']);
  });

  it('take a chain of a thousand tasks', () => {
    const run = new Run();
    for (let id = 1; id <= 1_000; id += 1) run.emit('task-started', { id, name: `t${id}`, parent: id - 1 });
    const { lanes, rows } = layoutFor(run);
    expect([lanes.length, rows, lanes.at(-1)?.depth]).toEqual([1_000, 1_000, 999]);
  });

  it('show all from the first program to the report, and of what goes on as much as was seen', () => {
    const layout = layoutFor(new Run().emit('hello', {}).at(100).task(1, 'a'));
    expect(layout.whole).toEqual({ from: origin, to: origin + 1_000 });
    expect(layout.bars).toMatchObject([{ from: origin + 100, to: origin + 1_000 }]);
  });

  it('of no run are none', () => {
    expect(layoutFor(new Run())).toMatchObject({ lanes: [], rows: 0 });
  });
});

describe('a pointer on the timeline', () => {
  const layout = layoutFor(orchestra());

  it('meets the lane of a row, and none below the last', () => {
    expect([0, 1, 2, 3, 4, 5, -1].map((row) => laneAt(layout, row)?.name)).toEqual([
      'agent-1',
      'agent-1',
      'agent-1',
      'cleanup',
      'warm-up',
      undefined,
      undefined,
    ]);
  });

  it('meets the bar under it, also one that is shorter than a pixel', () => {
    expect(barAt(layout, 1, origin + 500, 0)?.span.name).toBe('db-query');
    expect(barAt(layout, 4, origin + 100, 0)?.span.name).toBe('warm-up');
    expect(barAt(layout, 4, origin + 90, 20)?.span.name).toBe('warm-up');
    expect(barAt(layout, 4, origin + 500, 20)).toBeUndefined();
  });
});

describe('what is drawn over the bars', () => {
  const report = reportOf(orchestra());
  const layout = layoutOf(report);
  const marks = findingMarks(report.findings, layout);

  it('is each finding at its time on what it is about', () => {
    expect(marks.map(({ at, bar }) => [at, bar?.span.name])).toEqual([[origin + 200, 'stream']]);
  });

  it('is a finding about what is not shown on the axis', () => {
    const elsewhere = layoutOf({ ...report, timeline: { spans: [], total: 0 } });
    expect(findingMarks(report.findings, elsewhere)).toMatchObject([{ at: origin + 200, bar: undefined }]);
  });

  it('is how a cancellation spread, to scopes and to tasks', () => {
    const run = orchestra();
    run.emit('task-started', { id: 105, name: 'inner', scope: 110, parent: 100 }).at(300);
    run.emit('task-ended', { id: 105, status: 'cancelled' });
    const links = cancelLinks(layoutFor(run));
    expect(links.map(({ from, fromAt, to, toAt }) => [from.span.name, fromAt, to.span.name, toAt])).toEqual([
      ['db-query', origin + 200, 'stream', origin + 200],
      ['db-query', origin + 200, 'inner', origin + 300],
    ]);
  });

  it('is no arrow back in time, nor in a circle', () => {
    const span = (id: number, cancelledAt: number, cause: number): Span => ({
      program: 'p',
      kind: 'scope',
      id,
      name: String(id),
      task: 0,
      parent: 0,
      scope: 0,
      startedAt: 0,
      endedAt: 10,
      state: 'cancelled',
      cancelledAt,
      cause,
      isFound: false,
    });
    const spans = [span(1, 5, 1), span(2, 4, 1), span(3, 5, 1)];
    const links = cancelLinks(layoutOf({ ...report, timeline: { spans, total: 3 } }));
    expect(links.map(({ to }) => to.span.id)).toEqual([3]);
  });
});

describe('the timeline in words', () => {
  const report = reportOf(orchestra());
  const layout = layoutOf(report);
  const marks = findingMarks(report.findings, layout);
  const stream = layout.bars.find(({ span }) => span.name === 'stream');

  it('says of a bar what is drawn, in either language', () => {
    expect(stream && barWords(stream, marks, layout.whole.from)).toBe(
      'scope “stream”, cancelled, 200 ms, since 0.00 s, cancelled at 0.20 s, Scope left by another task',
    );
    useLanguage('zh-cn');
    expect(stream && barWords(stream, [], layout.whole.from)).toBe(
      '作用域“stream”，已取消，200 毫秒，始于 0.00 s，取消于 0.20 s',
    );
  });

  it('has a row for each bar in its table', () => {
    const { columns, rows } = spanTable(layout, marks);
    expect(rows.map(([name]) => name)).toEqual(layout.bars.map(({ span }) => span.name));
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });

  it('says what was left out', () => {
    expect(cutWords({ spans: [], total: 0 }, '0')).toBe('0 tasks and scopes');
    expect(cutWords({ spans: [], total: 5 }, '0 of 5')).toMatch(/^0 of 5 shown: those with findings/);
  });
});

describe('the charts', () => {
  it('show each figure of each program over time, on a round scale', () => {
    const charts = chartsOf(reportOf(orchestra()).system);
    expect(charts.map(({ figure, most, lines }) => [figure, most, lines[0]?.points])).toEqual([
      [
        'cpu',
        0.5,
        [
          [origin + 180, 0.5],
          [origin + 180, 0.25],
        ],
      ],
      [
        'rss',
        100_000_000,
        [
          [origin + 180, 64_000_000],
          [origin + 180, 60_000_000],
        ],
      ],
      [
        'loopDelayMax',
        50,
        [
          [origin + 180, 0],
          [origin + 180, 30],
        ],
      ],
    ]);
    expect(charts.map(chartWords)[0]).toBe('CPU: 1/0 25 % (at most 50 %)');
  });

  it('are none where nobody measured', () => {
    expect(chartsOf([])).toEqual([]);
  });

  it.each([
    [0, 1],
    [Number.NaN, 1],
    [0.3, 0.5],
    [1, 1],
    [1.7, 2],
    [21, 25],
    [99, 100],
  ])('have a scale for %d up to %d', (value, most) => {
    expect(roundUp(value)).toBeCloseTo(most, 9);
  });
});

describe('the trend of an indicator', () => {
  const none = { sessionSuccessRate: null, meanOperationTime: null, errorRecoveryTime: null };

  it('is a line through what was measured', () => {
    const trend = [0, 0.5, 1].map((cancelScopeErrorRate, index) => ({ at: index * 10, cancelScopeErrorRate, ...none }));
    expect(trendPoints(trend, 'cancelScopeErrorRate')).toBe('0.0,22.0 50.0,12.0 100.0,2.0');
    expect(trendPoints(trend, 'sessionSuccessRate')).toBe('');
  });

  it('of what never changed is level', () => {
    const trend = [0, 1].map((at) => ({ at, cancelScopeErrorRate: 0, ...none }));
    expect(trendPoints(trend, 'cancelScopeErrorRate')).toBe('0.0,12.0 100.0,12.0');
  });
});
