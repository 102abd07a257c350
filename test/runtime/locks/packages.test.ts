import { describe, expect, it } from 'vitest';
import { nodeBinary } from '../../support/nodes.ts';
import { packagesFolder } from '../../support/packages.ts';
import { judged } from '../agent/judged.ts';
import { runWatched } from '../agent/runWatched.ts';

/** How a package makes a lock for one, and how a function is run while it is held. */
interface Make {
  imports: string;
  /** Makes a lock. */
  make: string;
  /** Runs `fn` under `lock`. */
  hold: string;
  /** Is loaded with `require` in the end, so that it is seen on Node 20 too. */
  commonJs: boolean;
}

const packages: Record<string, Make> = {
  'async-mutex': {
    imports: `import { Mutex } from 'async-mutex';`,
    make: `new Mutex()`,
    hold: `lock.runExclusive(fn)`,
    commonJs: false,
  },
  'async-mutex with acquire': {
    imports: `import { Mutex } from 'async-mutex';`,
    make: `new Mutex()`,
    hold: `lock.acquire().then(async (release) => { try { await fn(); } finally { release(); } })`,
    commonJs: false,
  },
  'async-lock': {
    imports: `import AsyncLock from 'async-lock';`,
    make: `new AsyncLock()`,
    hold: `lock.acquire('key', () => fn())`,
    commonJs: true,
  },
  'p-limit': {
    imports: `import pLimit from 'p-limit';`,
    make: `pLimit(1)`,
    hold: `lock(fn)`,
    commonJs: false,
  },
  'p-queue': {
    imports: `import PQueue from 'p-queue';`,
    make: `new PQueue({ concurrency: 1 })`,
    hold: `lock.add(fn)`,
    commonJs: false,
  },
  'async-sema': {
    imports: `import { Sema } from 'async-sema';`,
    make: `new Sema(1)`,
    hold: `lock.acquire().then(async () => { try { await fn(); } finally { lock.release(); } })`,
    commonJs: true,
  },
  bottleneck: {
    imports: `import Bottleneck from 'bottleneck';`,
    make: `new Bottleneck({ maxConcurrent: 1 })`,
    hold: `lock.schedule(() => fn())`,
    commonJs: true,
  },
  'generic-pool': {
    imports: `import genericPool from 'generic-pool';`,
    make: `genericPool.createPool({ create: async () => ({}), destroy: async () => undefined }, { max: 1 })`,
    hold: `lock.acquire().then(async (member) => { try { await fn(); } finally { await lock.release(member); } })`,
    commonJs: true,
  },
  tarn: {
    imports: `import tarn from 'tarn';`,
    make: `new tarn.Pool({ create: async () => ({}), destroy: () => undefined, min: 0, max: 1 })`,
    hold: `lock.acquire().promise.then(async (member) => { try { await fn(); } finally { lock.release(member); } })`,
    commonJs: true,
  },
};

/** Two requests hold a lock each; both want the other's when both have one, and there the program ends. */
const deadlocked = `
let [holding, wanting] = [0, 0];
let meet;
const met = new Promise((resolve) => { meet = resolve; });
const both = (one, other) => under(locks[one], async () => {
  if ((holding += 1) === 2) meet();
  await met;
  const got = under(locks[other], () => console.log('got'));
  if ((wanting += 1) === 2) setImmediate(() => process.exit(0));
  await got;
});
const orders = { '/one': ['a', 'b'], '/two': ['b', 'a'] };
`;

/** Two requests take both locks in one order, and get them. */
const orderly = `
const both = (one, other) => under(locks[one], async () => {
  await null;
  await under(locks[other], () => console.log('got'));
});
const orders = { '/one': ['a', 'b'], '/two': ['a', 'b'] };
`;

const program = ({ imports, make, hold }: Make, flows: string): string => `
${imports}
import http from 'node:http';
import { once } from 'node:events';
const locks = { a: ${make}, b: ${make} };
const under = (lock, fn) => ${hold};
${flows}
const server = http.createServer((request, response) => void both(...orders[request.url]).then(() => response.end('ok')));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const ask = (path) => fetch('http://127.0.0.1:' + server.address().port + path).then((response) => response.text());
console.log(await Promise.all([ask('/one'), ask('/two')]));
process.exit(0);
`;

const cases = Object.entries(packages).flatMap(([name, make]) =>
  ([20, 22, 24, 26] as const).filter((major) => major !== 20 || make.commonJs).map((major) => ({ name, make, major })),
);

describe.each(cases)('Locks of $name on Node $major', ({ make, major }) => {
  const run = async (flows: string) => {
    const source = program(make, flows);
    const result = await runWatched({ node: await nodeBinary(major), source, packages: await packagesFolder() });
    expect([result.code, result.stderr, result.host.problems]).toEqual([0, '', []]);
    const lineOf = (text: string): number => source.split('\n').findIndex((line) => line.includes(text)) + 1;
    return { ...result, lineOf };
  };

  it('in a deadlock of two requests are found, with the place that waits', async () => {
    const { stdout, host, lineOf } = await run(deadlocked);
    expect(stdout).toBe('');
    const found = judged(host).findings.filter(({ kind }) => kind === 'deadlock');
    expect(found.length).toBe(1);
    expect(found.flatMap(judged(host).lines)).toContain(lineOf('const under ='));
  });

  it('that are asked for in one order are no finding, and all are given back', async () => {
    const { stdout, host } = await run(orderly);
    expect(stdout).toBe(`got\ngot\n[ 'ok', 'ok' ]\n`);
    expect(judged(host).findings.map(({ sentence }) => sentence)).toEqual([]);
    expect(host.of('lock-acquired').length).toBe(4);
    expect(host.of('lock-released').filter(({ acquired }) => acquired).length).toBe(4);
  });
});
