import { describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { judged } from '../agent/judged.ts';
import { runWatched } from '../agent/runWatched.ts';

/** Opens one of everything, closes it, and says nothing of it to anybody. */
const everything = `
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { Worker } from 'node:worker_threads';

const plain = net.createServer((socket) => socket.end('bye')).listen(0, '127.0.0.1');
await once(plain, 'listening');
const socket = net.connect(plain.address().port, '127.0.0.1').resume();
await once(socket, 'close');
plain.close();

const web = http.createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1');
await once(web, 'listening');
const url = 'http://127.0.0.1:' + web.address().port;
await fetch(url).then((response) => response.text());
await new Promise((resolve) => http.get(url, (response) => response.resume().on('end', resolve)));

const child = spawn(process.execPath, ['-e', 'process.exit(3)'], { env: {} });
await once(child, 'exit');
const missing = spawn('no-such-command');
await once(missing, 'error');
const worker = new Worker('', { eval: true, env: {} });
await once(worker, 'exit');

const handle = await open(import.meta.filename ?? process.argv[1]);
await handle.close();
for await (const _ of createReadStream(process.argv[1])) ;
await fs.promises.readFile(process.argv[1]);
web.closeAllConnections();
web.close();
`;

/** Each request opens a connection and forgets it, or what else the program says. */
const serving = (handler: string): string => `
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

const backend = net.createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
await once(backend, 'listening');
const port = backend.address().port;
const upstream = http.createServer((request, response) => response.end('data')).listen(0, '127.0.0.1');
await once(upstream, 'listening');
const upstreamUrl = 'http://127.0.0.1:' + upstream.address().port;
const open = [];
const over = [];
let shared;
${handler}
const front = http.createServer((request, response) => {
  over.push(once(response, 'close'));
  void handle(request, response);
}).listen(0, '127.0.0.1');
await once(front, 'listening');
for (let i = 0; i < 3; i += 1) {
  await new Promise((resolve) =>
    http.get({ port: front.address().port, agent: false }, (response) => response.resume().on('end', resolve)),
  );
}
// The requests are over; what they left open is open still when the program ends.
await Promise.all(over);
process.exit(0);
`;

const leaking = `async function handle(request, response) {
  const socket = net.connect(port, '127.0.0.1');
  open.push(socket);
  await once(socket, 'connect');
  response.end('ok');
}`;

const nearMisses: Record<string, string> = {
  'closes what each request opens, a little later': `async function handle(request, response) {
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    response.end('ok');
    over.push(once(socket, 'close'));
    setImmediate(() => socket.destroy());
  }`,
  'keeps what the first request opened for all that come': `async function handle(request, response) {
    if (!shared) { shared = net.connect(port, '127.0.0.1'); open.push(shared); await once(shared, 'connect'); }
    response.end('ok');
  }`,
  'has its connection open before any request': `const client = net.connect(port, '127.0.0.1');
  open.push(client);
  async function handle(request, response) { client.write('x'); response.end('ok'); }`,
  'uses a keep-alive agent in each request': `const agent = new http.Agent({ keepAlive: true });
  async function handle(request, response) {
    await Promise.all([0, 1].map(() => new Promise((resolve) => http.get(upstreamUrl, { agent }, (answer) => answer.resume().on('end', resolve)))));
    response.end('ok');
    open.push(agent);
  }`,
  'fetches in each request': `async function handle(request, response) {
    await Promise.all([0, 1].map(() => fetch(upstreamUrl).then((answer) => answer.text())));
    response.end('ok');
  }`,
};

describe.each(nodeMajors)('On Node %i', (major) => {
  const run = async (source: string) => {
    const result = await runWatched({ node: await nodeBinary(major), source });
    expect([result.code, result.stderr, result.host.problems]).toEqual([0, '', []]);
    return result.host;
  };

  it('an unmodified program shows its servers, connections, processes, workers and files, and nothing of ours', async () => {
    const host = await run(everything);
    const { model, findings } = judged(host, 2_000);
    const [program] = model.programs.values();
    const rows = [...(program?.sessions.values() ?? [])].map(
      ({ kind, name, status }) => `${kind} ${name.replaceAll(/\d{4,}/g, 'N')}: ${status}`,
    );
    expect(rows.sort()).toEqual([
      'connection from 127.0.0.1:N: completed',
      'file program.mjs: completed',
      'file program.mjs: completed',
      'http 127.0.0.1:N: undefined',
      'http http://127.0.0.1:N: undefined',
      'process no-such-command: failed',
      'process node (N): failed',
      'server port N: completed',
      'server port N: completed',
      'socket 127.0.0.1:N: completed',
      'worker worker 1: completed',
    ]);
    expect(findings).toEqual([]);
  });

  it('a connection that each request leaves open is found, with the place that opens it', async () => {
    const source = serving(leaking);
    const { findings, lines } = judged(await run(source), 2_000);
    expect(findings.map(({ kind, subject }) => `${kind} ${subject.name.split(':')[0]}`)).toEqual(
      Array.from({ length: 3 }, () => 'session-leaked 127.0.0.1'),
    );
    const line = source.split('\n').findIndex((text) => text.includes('const socket = net.connect')) + 1;
    expect(findings.flatMap(lines)).toEqual([line, line, line]);
  });

  it.each(Object.entries(nearMisses))('nothing is found in a program that %s', async (_, handler) => {
    const { findings } = judged(await run(serving(handler)), 2_000);
    expect(findings.map(({ sentence }) => sentence)).toEqual([]);
  });

  it('functions of fs look and fail as before, and are the originals again when the agent is told less', async () => {
    const source = `
      import fs from 'node:fs';
      import * as promises from 'node:fs/promises';
      const look = () => [promises.open === fs.promises.open, fs.createReadStream.name, fs.createReadStream.length,
        fs.promises.open.name, fs.promises.open.length, Object.keys(fs.promises).includes('open')].join();
      console.log(look());
      const watched = fs.promises.open;
      process.once('unhandledRejection', (error) => {
        console.log(error.code);
        const looking = setInterval(() => {
          if (fs.promises.open === watched) return;
          clearInterval(looking);
          console.log(look());
        }, 5);
        void promises.open(process.argv[1]).then((handle) => handle.close());
      });
      void fs.promises.open('/no/such/file');
    `;
    const { stdout, host } = await runWatched({
      node: await nodeBinary(major),
      source,
      onStart: (own) =>
        void own
          .until(() => own.of('session-opened').length > 0)
          .then(() => own.send({ type: 'configure', command: 'less', settings: { detail: 0 } })),
    });
    const looks = 'true,createReadStream,2,open,3,true';
    expect([stdout, host.problems]).toEqual([`${looks}\nENOENT\n${looks}\n`, []]);
  });
});
