import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** The Node that runs the command line itself; the one that runs the tests if left out. */
  node?: string;
  /** Called with all output so far whenever the program wrote some. */
  onOutput?: (stdout: string, cli: ChildProcess) => void;
}

const clean = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(NODE_OPTIONS|ASYNC_SCOPE_.*|NO_COLOR|FORCE_COLOR|VITEST.*|LANG|LC_.*)$/.test(name),
  ),
);

/** Runs the command line to its end. */
export async function runCli(cli: string, args: readonly string[], options: CliOptions): Promise<CliResult> {
  const child = spawn(options.node ?? process.execPath, [cli, ...args], {
    cwd: options.cwd,
    env: { ...clean, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result: CliResult = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
    options.onOutput?.(result.stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...result, code };
}
