import { describe, expect, it } from 'vitest';
import { nodeBinary } from '../../support/nodes.ts';
import { judged } from '../agent/judged.ts';
import { runWatched } from '../agent/runWatched.ts';

/** Two flows of an unmodified program hold one account each, and want the other's until they give up. */
const transfers = (second: string): string => `
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const move = (from, to) =>
  navigator.locks.request(from, async () => {
    await pause(50);
    await navigator.locks.request(to, { signal: AbortSignal.timeout(300) }, () => pause(10)).catch(() => undefined);
  });
const alive = setInterval(() => undefined, 1_000);
await Promise.all([move('savings', 'checking'), move(${second})]);
clearInterval(alive);
`;

/** Everything a program can see of the locks, as a text that is to be the same with and without the agent. */
const visible = `
const alive = setInterval(() => undefined, 1_000);
const { request } = navigator.locks;
const seen = [request.name, request.length, Object.keys(navigator.locks), navigator.locks.constructor.name];
seen.push(await navigator.locks.request('a', function (lock) { return [this === undefined, lock.name, lock.mode, arguments.length]; }));
seen.push(await navigator.locks.request('a', { ifAvailable: true }, (lock) => navigator.locks.request('a', { ifAvailable: true }, (inner) => [lock.name, inner])));
seen.push(await navigator.locks.request('b', () => { throw new RangeError('thrown'); }).catch((error) => error.name));
seen.push(await navigator.locks.request('a', { mode: 'odd' }, () => {}).catch((error) => error.name));
seen.push(await navigator.locks.request('-a', () => {}).catch((error) => error.name));
seen.push(await navigator.locks.request('a').catch((error) => error.name));
process.once('unhandledRejection', (error) => {
  console.log(JSON.stringify(seen), error.message);
  clearInterval(alive);
});
void navigator.locks.request('a', async () => { throw new Error('unhandled'); });
`;

describe.each([24, 26] as const)('Web Locks on Node %i', (major) => {
  const run = async (source: string) => {
    const result = await runWatched({ node: await nodeBinary(major), source });
    expect([result.code, result.stderr, result.host.problems]).toEqual([0, '', []]);
    return result;
  };

  it('in a deadlock are found, with the places of both flows', async () => {
    const source = transfers(`'checking', 'savings'`);
    const { findings, lines } = judged((await run(source)).host);
    expect(findings.map(({ kind, confidence }) => [kind, confidence])).toEqual([['deadlock', 'likely']]);
    const lineOf = (text: string): number => source.split('\n').findIndex((line) => line.includes(text)) + 1;
    expect(new Set(findings.flatMap(lines))).toEqual(new Set([lineOf('request(from'), lineOf('request(to')]));
  });

  it.each([
    ['asked for in one order', `'savings', 'checking'`],
    ['of two flows that have nothing to do with each other', `'cash', 'bonds'`],
  ])('%s are no finding, and all are given back', async (_, second) => {
    const { host } = await run(transfers(second));
    expect(judged(host).findings).toEqual([]);
    expect(host.of('lock-acquired').length).toBe(4);
    expect(host.of('lock-released').filter(({ acquired }) => acquired).length).toBe(4);
  });

  it('that are shared keep nobody waiting', async () => {
    const { host } = await run(`
      const mode = 'shared';
      const both = (one, other) => navigator.locks.request(one, { mode }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await navigator.locks.request(other, { mode }, () => 1);
      });
      await Promise.all([both('a', 'b'), both('b', 'a')]);
    `);
    expect(judged(host).findings).toEqual([]);
  });

  it('look and behave as without the agent', async () => {
    const [watched, bare] = [
      await run(visible),
      await runWatched({ node: await nodeBinary(major), source: visible, env: { ASYNC_SCOPE_OFF: '1' } }),
    ];
    expect(bare.stdout).toContain('unhandled');
    expect(watched.stdout).toBe(bare.stdout);
    const { events } = watched.host;
    const waits = events.filter(({ event }) => event.type === 'lock-waiting').length;
    expect(events.filter(({ event }) => event.type === 'lock-released').length).toBe(waits);
  });
});
