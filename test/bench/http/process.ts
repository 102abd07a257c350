import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts a server that prints `PORT n`, hands the port to `use`, and stops the server whatever happens. */
export async function withServer<T>(command: readonly string[], use: (port: number) => Promise<T>): Promise<T> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return await use(await portOf(child));
  } finally {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('The server was started without a standard output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^PORT (\d+)$/.exec(line);
    if (match) {
      child.stdout.resume();
      return Number(match[1]);
    }
  }
  throw new Error('The server ended before it printed its port.');
}
