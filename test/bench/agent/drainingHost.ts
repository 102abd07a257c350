import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentSettings } from '../../../src/protocol/commands.ts';
import { environment } from '../../../src/protocol/version.ts';
import { preload } from '../program.ts';

/**
 * Runs something with a host at the other end of the agent's pipe that only reads: one that also understood what it
 * reads would compete with the program for the processor.
 * @param use is given the environment that makes a program report here
 * @throws Error when nothing was reported: then the figures would be those of a program without an agent
 */
export async function withDrainingHost<T>(
  settings: AgentSettings,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'async-scope-bench-'));
  const path = join(folder, 'agent.sock');
  const open = new Set<Socket>();
  let received = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => (received += bytes.length));
  });
  try {
    server.listen(path);
    await once(server, 'listening');
    const result = await use({
      NODE_OPTIONS: `--require ${JSON.stringify(preload)}`,
      [environment.pipe]: path,
      [environment.token]: 'bench',
      [environment.settings]: JSON.stringify(settings),
    });
    if (received === 0) throw new Error('The agent in the program has reported nothing.');
    return result;
  } finally {
    for (const socket of open) socket.destroy();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
