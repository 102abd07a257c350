import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { platform } from '../../../src/agent/platform.ts';
import { SystemSampler } from '../../../src/agent/systemSampler.ts';
import { eventSchemas } from '../../../src/protocol/events.ts';

type Timer = NodeJS.Timeout & { isRef: boolean };

const report = vi.fn<(kind: string, fields: object) => void>();
const runtime = { observed: true, report };
let sampler: SystemSampler;
let now = 1_000;
/** The timers that are set, by their timer objects. */
let timers = new Map<Timer, { run: () => void; after: number }>();

beforeEach(() => {
  timers = new Map();
  runtime.observed = true;
  report.mockClear();
  vi.spyOn(platform, 'now').mockImplementation(() => now);
  vi.spyOn(platform, 'setTimeout').mockImplementation(((run: () => void, after: number) => {
    const timer = { isRef: true, unref: () => Object.assign(timer, { isRef: false }) } as unknown as Timer;
    timers.set(timer, { run, after });
    return timer;
  }) as unknown as typeof setTimeout);
  vi.spyOn(platform, 'clearTimeout').mockImplementation((timer) => void timers.delete(timer as Timer));
  sampler = new SystemSampler(runtime);
});
afterEach(() => {
  sampler.stop();
  vi.restoreAllMocks();
});

/** Lets the one timer there is run out. */
function elapse(): void {
  const [entry] = timers;
  if (!entry) expect.fail('no timer is set');
  const [timer, { run, after }] = entry;
  now += after;
  timers.delete(timer);
  run();
}

describe('the system sampler', () => {
  it('reports a sample each time its time is over, with timers that keep nothing alive', () => {
    sampler.start(250);
    expect([...timers].map(([timer, { after }]) => [timer.isRef, after])).toEqual([[false, 250]]);
    elapse();
    elapse();
    expect(report.mock.calls.map(([kind]) => kind)).toEqual(['system-sampled', 'system-sampled']);
    for (const [, fields] of report.mock.calls) expect(v.is(eventSchemas['system-sampled'], fields)).toBe(true);
  });

  it('measures nothing while nobody listens, and goes on when somebody does', () => {
    const measured = vi.spyOn(sampler, 'sample');
    sampler.start(250);
    measured.mockClear();
    runtime.observed = false;
    elapse();
    expect([measured.mock.calls.length, report.mock.calls.length]).toEqual([0, 0]);
    runtime.observed = true;
    elapse();
    expect(report).toHaveBeenCalledOnce();
  });

  it('stops, and starts anew with another interval', () => {
    sampler.start(250);
    sampler.start(500);
    expect([...timers.values()].map(({ after }) => after)).toEqual([500]);
    sampler.stop();
    expect(timers.size).toBe(0);
  });

  it('measures on demand, without having been started', () => {
    const sample = sampler.sample();
    expect(v.is(eventSchemas['system-sampled'], sample)).toBe(true);
    expect(sample.rss).toBeGreaterThan(sample.heapUsed);
    expect(sample).toMatchObject({ gcTime: 0, loopDelay: 0, loopDelayMax: 0 });
  });

  it('tells the CPU time since the sample before as a share of the time', () => {
    const cpu = process.cpuUsage();
    while (process.cpuUsage(cpu).user < 50_000) JSON.stringify(process.versions);
    now += 50;
    expect(sampler.sample().cpu).toBeGreaterThanOrEqual(1);
    now += 3_600_000;
    expect(sampler.sample().cpu).toBeLessThan(0.01);
  });

  it('does not fail where no time has passed', () => {
    expect(sampler.sample().cpu).toBe(0);
  });
});
