import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentSettings } from '../../../src/protocol/commands.ts';
import { type BundledAgent, bundleAgent } from '../../support/bundleAgent.ts';
import { CollectingHost } from '../../support/collectingHost.ts';

export interface WatchedRun {
  code: number | null;
  stdout: string;
  stderr: string;
  host: CollectingHost;
}

export interface WatchedProgram {
  node: string;
  /** An ES module; `LIBRARY` in it becomes the address of the library. */
  source: string;
  /** With which file ending; `mjs` unless given. */
  ending?: 'mjs' | 'cjs';
  nodeOptions?: string;
  /** Options of Node that it does not take from the environment. */
  nodeArguments?: readonly string[];
  env?: Record<string, string>;
  settings?: AgentSettings;
  /** A folder with the packages that the program uses. */
  packages?: string;
  onStart?(host: CollectingHost): void;
}

let bundled: Promise<BundledAgent> | undefined;

/** Runs a program in a process of its own with the agent in it, to its end. */
export async function runWatched(program: WatchedProgram): Promise<WatchedRun> {
  bundled ??= bundleAgent();
  const { preload, library } = await bundled;
  const host = await CollectingHost.open();
  const folder = await mkdtemp(join(program.packages ?? tmpdir(), 'async-scope-program-'));
  const file = join(folder, `program.${program.ending ?? 'mjs'}`);
  await writeFile(file, program.source.replaceAll('LIBRARY', JSON.stringify(pathToFileURL(library).href)));
  const { NODE_OPTIONS: _, ...own } = process.env;
  const env = { ...own, ...host.env(preload, program.settings ?? {}, program.nodeOptions), ...program.env };
  const child = spawn(program.node, [...(program.nodeArguments ?? []), file], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  program.onStart?.(host);
  const [code] = (await once(child, 'close')) as [number | null];
  await host.ended();
  await rm(folder, { recursive: true, force: true });
  return { code, ...output, host };
}
