import { describe, expect, it } from 'vitest';
import type { CollectingHost } from '../../support/collectingHost.ts';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

/** Switches sampling on until there are samples, then off, then lets the program end. */
async function switchOnAndOff(host: CollectingHost): Promise<void> {
  await host.until(() => host.of('hello').length > 0);
  host.send({ type: 'configure', command: 'on', settings: { systemEvery: 20 } });
  await host.until(() => host.of('system-sampled').length >= 3);
  host.send({ type: 'configure', command: 'off', settings: { systemEvery: 0 } });
  await host.until(() => host.of('command-done').length === 2);
  process.kill(host.of('hello')[0]?.pid ?? 0, 'SIGUSR2');
}

describe.each(nodeMajors)('the system on Node %i', (major) => {
  it('is sampled while a program runs, and a blocked event loop and garbage collections are seen', async () => {
    const source = `
      let kept = [];
      let turns = 0;
      const work = setInterval(() => {
        turns += 1;
        for (let index = 0; index < 200_000; index += 1) kept.push({ index });
        if (turns % 5 === 0) kept = [];
        const start = process.hrtime.bigint();
        while (process.hrtime.bigint() - start < 30_000_000n);
        if (turns === 40) clearInterval(work);
      }, 5);
    `;
    const { code, host, stderr } = await runWatched({
      node: await nodeBinary(major),
      source,
      settings: { systemEvery: 100 },
    });
    expect([code, stderr, host.problems]).toEqual([0, '', []]);
    const samples = host.of('system-sampled');
    expect(samples.length).toBeGreaterThan(3);
    const greatest = (read: (sample: (typeof samples)[number]) => number): number => Math.max(...samples.map(read));
    expect(greatest(({ gcTime }) => gcTime)).toBeGreaterThan(0);
    expect(greatest(({ loopDelayMax }) => loopDelayMax)).toBeGreaterThan(10);
    expect(greatest(({ loopUtilization }) => loopUtilization)).toBeGreaterThan(0.5);
    expect(greatest(({ cpu }) => cpu)).toBeGreaterThan(0.1);
    expect(greatest(({ handles }) => handles)).toBeGreaterThanOrEqual(1);
    for (const { rss, heapTotal, heapUsed } of samples) expect(rss > heapUsed && heapTotal > 0).toBe(true);
  });

  it('keeps no program alive that does nothing else', async () => {
    const { code, host } = await runWatched({
      node: await nodeBinary(major),
      source: '',
      settings: { systemEvery: 3_600_000 },
    });
    expect(code).toBe(0);
    expect(host.of('bye')).toHaveLength(1);
    expect(host.of('system-sampled')).toEqual([]);
  });

  it('is sampled in a worker thread too, for itself', async () => {
    const source = `
      import { Worker, isMainThread, parentPort } from 'node:worker_threads';
      import { fileURLToPath } from 'node:url';
      if (isMainThread) {
        new Worker(fileURLToPath(import.meta.url));
      } else {
        setTimeout(() => undefined, 500);
      }
    `;
    const { code, host } = await runWatched({
      node: await nodeBinary(major),
      source,
      settings: { systemEvery: 50 },
    });
    expect(code).toBe(0);
    const threads = host.events.filter(({ event }) => event.type === 'system-sampled').map(({ program }) => program);
    expect(new Set(threads.map((key) => key.split('/')[1]))).toEqual(new Set(['0', '1']));
  });
});

describe('sampling', () => {
  it('is off at 0, and is switched while the program runs', async () => {
    const source = `
      const alive = setInterval(() => undefined, 1_000);
      process.once('SIGUSR2', () => clearInterval(alive));
    `;
    const { host } = await runWatched({
      node: await nodeBinary(24),
      source,
      settings: { systemEvery: 0 },
      onStart: (own) => void switchOnAndOff(own),
    });
    const events = host.events.map(({ event }) => event);
    const isDone = (command: string) =>
      events.findIndex((event) => event.type === 'command-done' && event.command === command);
    const samples = events.flatMap((event, index) => (event.type === 'system-sampled' ? [index] : []));
    expect(samples.every((index) => index > isDone('on') && index < isDone('off'))).toBe(true);
  });
});
