import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program of its own, to be debugged from the test. */
export interface StartedProgram {
  pid: number;
  file: string;
  child: ChildProcess;
  /** The line, from 1, with this text. */
  lineOf(text: string): number;
  /** Resolves when it has written the text to stdout or stderr, with what the groups found. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
  /** What it has written to stderr. */
  stderr(): string;
  /** Its exit code or signal, when all it wrote was read. */
  ended: Promise<number | string>;
  dispose(): Promise<void>;
}

/**
 * @param node the binary
 * @param source CommonJS
 * @param options for Node; a random port for the inspector, because tests run side by side
 */
export async function startProgram(
  node: string,
  source: string,
  options: readonly string[] = ['--inspect-port=0'],
): Promise<StartedProgram> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'async-scope remote ')));
  const file = join(folder, 'program.cjs');
  await writeFile(file, source);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(node, [...options, file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { all: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output.all += text;
      if (name === 'stderr') output.stderr += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    pid: child.pid ?? 0,
    file,
    child,
    ended,
    lineOf: (text) => source.split('\n').findIndex((line) => line.includes(text)) + 1,
    stderr: () => output.stderr,
    written: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const match = pattern.exec(output.all);
          if (!match) return;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        look();
      }),
    async dispose() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
