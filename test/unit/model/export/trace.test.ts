import { describe, expect, it } from 'vitest';
import { traceFormat } from '../../../../src/model/export/trace.ts';
import { timelineLimit } from '../../../../src/model/report/timelineSchema.ts';
import { orchestra, reportOf } from '../report/sampleReport.ts';
import { Run } from '../run.ts';

interface Event {
  ph: string;
  name: string;
  cat: string;
  ts: number;
  dur?: number;
  id?: string;
  id2?: { local: string };
  tid: number;
  args?: { parent?: number };
}

const eventsOf = (run: Run): Event[] => JSON.parse(traceFormat.render(reportOf(run))).traceEvents;

describe('a trace', () => {
  it('begins and ends each task and each scope once, each on a track of its own', () => {
    const events = eventsOf(orchestra());
    const begun = events.filter(({ ph }) => ph === 'b');
    expect(begun.length).toBeGreaterThan(4);
    for (const { id2, cat, ts } of begun) {
      const same = events.filter((each) => each.id2?.local === id2?.local && each.cat === cat);
      expect(same.map(({ ph }) => ph)).toEqual(['b', 'e']);
      expect(same[1]?.ts).toBeGreaterThanOrEqual(ts);
    }
    expect(new Set(begun.map(({ cat }) => cat))).toEqual(new Set(['task', 'scope']));
  });

  it('has an arrow from each task to those it started, which begins and ends in a slice of the thread', () => {
    const run = new Run().task(1, 'parent').at(5);
    run.emit('task-started', { id: 2, name: 'child', parent: 1 }).at(9);
    const events = eventsOf(run);
    const slices = events.filter(({ ph }) => ph === 'X');
    for (const ph of ['s', 'f']) {
      const [flow, ...others] = events.filter((event) => event.ph === ph);
      expect(others).toEqual([]);
      const around = slices.find(({ ts, dur = 0 }) => ts <= (flow?.ts ?? 0) && (flow?.ts ?? 0) <= ts + dur);
      expect(around?.name).toBe(ph === 's' ? 'start parent' : 'start child');
    }
  });

  it('has an instant for each finding, and the names of programs', () => {
    const report = reportOf(orchestra());
    const events = eventsOf(orchestra());
    expect(events.filter(({ ph }) => ph === 'i').map(({ name }) => name)).toEqual(
      report.findings.map(({ title }) => title),
    );
    expect(events.filter(({ name }) => name === 'process_name').length).toBe(report.programs.length);
  });

  it('ends what goes on where the report ends', () => {
    const [, end] = eventsOf(new Run().at(100).task(1, 'long')).filter(({ id2 }) => id2?.local === 'task 1');
    expect(end?.ts).toBe(1_000_000);
  });
});

describe('the timeline of a report', () => {
  it('is bounded, says of how many, and keeps what has a finding and what goes on', () => {
    const run = new Run().emit('scope-entered', { id: 1, name: 'broken', task: 2 });
    run.emit('violation', { id: 5, scope: 1, name: 'broken' }).emit('scope-exited', { id: 1, task: 3 });
    run.task(4, 'alive');
    for (let id = 10; id < 10 + timelineLimit; id += 1) {
      run.task(id, 'short').at(id);
      if (id % 2 === 0) run.emit('task-ended', { id });
    }
    const { spans, total } = reportOf(run, 100_000).timeline;
    expect(spans.length).toBe(timelineLimit);
    expect(total).toBeGreaterThan(timelineLimit);
    expect(spans.filter(({ isFound }) => isFound).map(({ name }) => name)).toEqual(['broken']);
    expect(spans.some(({ name }) => name === 'alive')).toBe(true);
    expect(spans.map(({ startedAt }) => startedAt)).toEqual(
      spans.map(({ startedAt }) => startedAt).toSorted((a, b) => a - b),
    );
  });
});
