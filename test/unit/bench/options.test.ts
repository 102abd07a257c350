import { describe, expect, it } from 'vitest';
import type { Group, Measurement } from '../../bench/measurement.ts';
import { select } from '../../bench/options.ts';

const measurement = (...names: string[]): Measurement => ({
  rows: names.map((name) => ({ name, unit: 'ms' })),
  measure: async () => names.map(() => ({ value: 1 })),
});
const groups: readonly Group[] = [
  { name: 'agent', measurements: [measurement('scope pair', 'one event'), measurement('start of a task')] },
  { name: 'http', measurements: [measurement('throughput with the agent')] },
];
const chosen = (...args: string[]): string[] =>
  select(groups, args).flatMap(({ wanted }) => [...wanted].map(({ name }) => name));

describe('what is measured', () => {
  it('is everything unless something is chosen', () => {
    expect(chosen()).toEqual(['scope pair', 'one event', 'start of a task', 'throughput with the agent']);
  });

  it('is all of a group and nothing else when the group is named', () => {
    expect(chosen('--only', 'agent')).toEqual(['scope pair', 'one event', 'start of a task']);
  });

  it('is every row with the text in its name, in any case', () => {
    expect(chosen('--only', 'With The')).toEqual(['throughput with the agent']);
  });

  it('is all that several choices name', () => {
    expect(chosen('--only', 'http', '--only', 'event')).toEqual(['one event', 'throughput with the agent']);
  });

  it('is refused when nothing has the name, and the groups are said', () => {
    expect(() => chosen('--only', 'disk')).toThrow(/"disk" is neither a group nor part of a row's name.*agent, http/);
    expect(() => chosen('--only', '')).toThrow(/"" is neither/);
  });

  it('is refused when the command line has something else', () => {
    expect(() => chosen('--fast')).toThrow(/'--fast'.*The only option is --only/);
    expect(() => chosen('--only')).toThrow(/The only option is --only/);
    expect(() => chosen('agent')).toThrow(/'agent'.*The only option is --only/);
  });
});
