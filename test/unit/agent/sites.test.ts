import { describe, expect, it } from 'vitest';
import { type RawSite, Sites } from '../../../src/agent/sites.ts';

function place(sites: Sites): number[] {
  return sites.capture(place, 0);
}
const caller = (sites: Sites): number[] => place(sites);

describe('where something happened', () => {
  it('is told with the callers, the same each time', () => {
    const made: RawSite[] = [];
    const sites = make(made);
    const stacks = Array.from({ length: 3 }, () => caller(sites));
    expect(stacks[0]?.length).toBeGreaterThan(1);
    expect(stacks[1]).toEqual(stacks[0]);
    expect(made[0]?.fn).toBe('caller');
  });

  it('is told without the callers where it is passed very often, and with the right place all the same', () => {
    const sites = make([]);
    const stacks = Array.from({ length: 2_000 }, () => caller(sites));
    const [first] = stacks;
    expect(stacks.at(-1)).toEqual(first?.slice(0, 1));
    expect(stacks.filter((stack) => stack.length > 1).length).toBeGreaterThanOrEqual(500);
  });

  it('is told with the callers elsewhere while one place is busy', () => {
    const sites = make([]);
    for (let index = 0; index < 2_000; index += 1) caller(sites);
    const elsewhere = (): number[] => place(sites);
    expect(elsewhere().length).toBeGreaterThan(1);
  });
});

function make(made: RawSite[]): Sites {
  let id = 0;
  return new Sites(
    new Set(),
    () => (id += 1),
    (site) => made.push(site),
  );
}
