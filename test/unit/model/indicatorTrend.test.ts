import { describe, expect, it } from 'vitest';
import { IndicatorTrend } from '../../../src/model/indicatorTrend.ts';
import { emptyStatistics } from '../../../src/model/statistics.ts';
import { reportOf } from './report/sampleReport.ts';
import { Run, origin } from './run.ts';

describe('the trend of the indicators', () => {
  it('has nothing to say of a run without events', () => {
    const trend = new IndicatorTrend();
    trend.note(1_000, emptyStatistics());
    expect(trend.points).toEqual([]);
  });

  it('covers a run of any length with few points, from its beginning to its end', () => {
    const trend = new IndicatorTrend();
    const statistics = { ...emptyStatistics(), events: 1 };
    for (let now = 0; now <= 3_600_000; now += 250) trend.note(now, statistics);
    expect(trend.points.length).toBeLessThanOrEqual(120);
    expect(trend.points.length).toBeGreaterThanOrEqual(60);
    expect(trend.points[0]?.at).toBe(0);
    expect(trend.points.at(-1)?.at).toBeGreaterThan(3_500_000);
  });

  it('is in the report: how the success rate of sessions fell', () => {
    const run = new Run().emit('session-opened', { id: 1 }).emit('session-closed', { id: 1 });
    run.model.tick(origin + 1_000);
    run.emit('session-opened', { id: 2 }).emit('session-closed', { id: 2, status: 'failed' });
    run.model.tick(origin + 2_000);
    expect(reportOf(run).trend.map(({ at, sessionSuccessRate }) => [at - origin, sessionSuccessRate])).toEqual([
      [1_000, 1],
      [2_000, 0.5],
    ]);
  });
});
