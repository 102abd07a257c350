import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { nodeBinary } from '../support/nodes.ts';

const execute = promisify(execFile);

/** The Node that programs are measured on. */
export const nodeMajor = 24;
export const preload = resolve('dist/agent/preload.cjs');
export const library = pathToFileURL(resolve('dist/lib/index.js')).href;

/**
 * Runs a program of the benchmark.
 * @param args file and arguments, or options of Node
 * @param env what is added to the environment
 * @returns what it printed as its last line, which is JSON
 * @throws Error when it fails or prints something else
 */
export async function run<T>(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<T> {
  const { stdout } = await execute(await nodeBinary(nodeMajor), args, { env: { ...process.env, ...env } });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T;
}
