import { type ChildProcess, spawn } from 'node:child_process';

/** A program that was there before the debugger. */
export interface WaitingProgram {
  port: number;
  process: ChildProcess;
  /** All it wrote, when it has ended. */
  output: Promise<string>;
}

/**
 * Starts a program that waits for the debugger by itself.
 *
 * @param command Node, and what it is to run
 */
export async function startWaiting(command: readonly string[], cwd: string): Promise<WaitingProgram> {
  const [file = '', ...args] = command;
  const child = spawn(file, ['--inspect=127.0.0.1:0', ...args], {
    cwd,
    env: { ...process.env, WAIT: '1', NODE_OPTIONS: '', ESBUILD_WORKER_THREADS: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout.on('data', (data: Buffer) => {
    written += data.toString();
  });
  const output = new Promise<string>((resolve) => child.once('close', () => resolve(written)));
  const port = await new Promise<number>((resolve, reject) => {
    let told = '';
    child.stderr.on('data', (data: Buffer) => {
      told += data.toString();
      const found = /listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(told);
      if (found) resolve(Number(found[1]));
    });
    child.once('exit', () => reject(new Error(`The program ended before it could be debugged: ${told}`)));
  });
  return { port, process: child, output };
}
