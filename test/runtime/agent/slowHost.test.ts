import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { environment } from '../../../src/protocol/version.ts';
import { type BundledAgent, bundleAgent } from '../../support/bundleAgent.ts';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';

const run = promisify(execFile);

let agent: BundledAgent;
beforeAll(async () => {
  agent = await bundleAgent();
});

/**
 * Breaks a rule as often as makes more than a pipe holds, and prints how long that and its end took, in ms.
 * @param ending how it ends then
 */
const breaking = (library: string, ending: string): string => `
  import { CancelScope } from ${JSON.stringify(pathToFileURL(library).href)};
  const began = performance.now();
  for (let index = 0; index < 40; index += 1) {
    const scope = CancelScope.enter('.'.repeat(9_990) + index);
    scope.exit();
    scope.exit();
  }
  const broken = performance.now();
  // The agent's own listener was there first.
  process.on('exit', () => console.log(JSON.stringify([broken - began, performance.now() - broken])));
  ${ending}
`;

/**
 * Runs it with a host that does with its connection as is said.
 * @returns what the program printed
 */
async function runWith(
  node: string,
  serve: (socket: Socket) => void,
  end = 'process.exit();',
): Promise<[breaking: number, ending: number]> {
  const folder = await mkdtemp(join(tmpdir(), 'async-scope-slow-'));
  const [path, file] = [join(folder, 'agent.sock'), join(folder, 'program.mjs')];
  const server = createServer({ pauseOnConnect: true }, serve).listen(path);
  await Promise.all([once(server, 'listening'), writeFile(file, breaking(agent.library, end))]);
  const env = { ...process.env, [environment.pipe]: path, [environment.token]: 'token' };
  try {
    // A program that waits for its host would wait for ever.
    const { stdout, stderr } = await run(node, ['--require', agent.preload, file], { env, timeout: 20_000 });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as [number, number];
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

describe.each(nodeMajors)('on Node %i a host', (major) => {
  it('that reads nothing holds up neither the broken rules of a program nor, for long, its end', async () => {
    const sockets: Socket[] = [];
    const [breaking, ending] = await runWith(await nodeBinary(major), (socket) => sockets.push(socket));
    for (const socket of sockets) socket.destroy();
    expect(sockets).toHaveLength(1);
    expect(breaking).toBeLessThan(1_000);
    expect(ending).toBeLessThan(1_000);
  });

  it('that reads nothing is not waited for by a program that ends by itself', async () => {
    const sockets: Socket[] = [];
    // Some batches were sent before, so that the pipe is full when nothing is left to do.
    const later = 'setTimeout(() => CancelScope.enter("last").exit(), 100);';
    const [, ending] = await runWith(await nodeBinary(major), (socket) => sockets.push(socket), later);
    for (const socket of sockets) socket.destroy();
    expect(sockets).toHaveLength(1);
    expect(ending).toBeLessThan(2_000);
  });

  it('that reads slowly gets everything to the last event', async () => {
    let text = '';
    let ended: Promise<unknown> = Promise.resolve();
    await runWith(await nodeBinary(major), (socket) => {
      ended = once(socket, 'end');
      socket.setEncoding('utf8').on('data', (part) => {
        text += String(part);
        socket.pause();
        setTimeout(() => socket.resume(), 20);
      });
      socket.resume();
    });
    await ended;
    // A line that was cut is sent again.
    expect(new Set(text.match(/\.{9990}\d+/g)).size).toBe(40);
    expect(text.endsWith('\n')).toBe(true);
  });
});
