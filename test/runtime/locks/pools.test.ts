import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { packagesFolder } from '../../support/packages.ts';
import { Postgres, postgresFolder } from '../../support/postgres.ts';
import { judged } from '../agent/judged.ts';
import { runWatched } from '../agent/runWatched.ts';

/** A request takes a member of a pool; whether it gives it back is for the handler. */
const program = (pool: string, handler: string): string => `
import http from 'node:http';
import { once } from 'node:events';
${pool}
let answered;
const over = new Promise((resolve) => (answered = resolve));
const server = http.createServer(async (request, response) => {
  response.once('close', answered);
  ${handler}
  response.end('ok');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(await fetch('http://127.0.0.1:' + server.address().port + '/orders').then((response) => response.text()));
// The request is over; what it has kept is there still when the program ends.
await over;
process.exit(0);
`;

const generic = `
import genericPool from 'generic-pool';
const pool = genericPool.createPool({ create: async () => ({}), destroy: async () => undefined }, { max: 3 });`;

const bin = postgresFolder();
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (bin === undefined) console.warn('No PostgreSQL on this machine (package postgresql): its tests are skipped.');
  else postgres = await Postgres.start(bin);
});
afterAll(() => postgres?.stop());

const run = async (major: (typeof nodeMajors)[number], source: string) => {
  const result = await runWatched({ node: await nodeBinary(major), source, packages: await packagesFolder() });
  expect([result.code, result.stdout, result.stderr, result.host.problems]).toEqual([0, 'ok\n', '', []]);
  const { findings, lines } = judged(result.host, 2_000);
  return {
    host: result.host,
    found: findings.map(({ kind, subject }) => `${kind} ${subject.name}`),
    lines: findings.flatMap(lines),
  };
};

const lineOf = (source: string, text: string): number =>
  source.split('\n').findIndex((line) => line.includes(text)) + 1;

describe.each(nodeMajors)('A pool on Node %i', (major) => {
  it('whose member a request keeps is found, with the place where it was taken', async () => {
    const source = program(generic, 'await pool.acquire();');
    const { found, lines } = await run(major, source);
    expect(found).toEqual(['lock-leaked generic-pool Pool']);
    expect(lines).toEqual([lineOf(source, 'await pool.acquire')]);
  });

  it('whose members come back is no finding, also where a request waits for one', async () => {
    const handler = `
      const members = await Promise.all([1, 2, 3].map(() => pool.acquire()));
      setTimeout(() => pool.release(members[0]), 5);
      await pool.release(await pool.acquire());
      for (const member of members.slice(1)) await pool.release(member);
      await pool.use(async () => 1);`;
    const { host, found } = await run(major, program(generic, handler));
    expect(found).toEqual([]);
    expect(host.of('lock-released').length).toBe(5);
  });
});

describe.skipIf(bin === undefined).each(nodeMajors)('A pool of connections to PostgreSQL on Node %i', (major) => {
  const pool = (): string => `
import pg from 'pg';
const pool = new pg.Pool({ host: ${JSON.stringify(postgres?.folder)}, user: 'postgres', database: 'postgres', max: 2 });`;

  it('whose connection a request keeps is found, with the place where it was taken', async () => {
    const source = program(pool(), `const client = await pool.connect();\n  await client.query('SELECT 1');`);
    const { found, lines } = await run(major, source);
    expect(found).toEqual(['lock-leaked pg-pool']);
    expect(lines).toEqual([lineOf(source, 'await pool.connect')]);
  });

  it('whose connections come back is no finding, nor are its queries', async () => {
    const handler = `
      const client = await pool.connect();
      try { await client.query('SELECT 1'); } finally { client.release(); }
      await Promise.all([1, 2, 3, 4].map((n) => pool.query('SELECT $1::int', [n])));
      await new Promise((resolve) => pool.query('SELECT 1', resolve));`;
    const { host, found } = await run(major, program(pool(), handler));
    expect(found).toEqual([]);
    expect(host.of('lock-released').length).toBe(host.of('lock-waiting').length);
    expect(host.of('lock-acquired').length).toBe(6);
  });
});
