import { copyFile, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import type { BundledAgent } from '../support/bundleAgent.ts';
import { cacheFolder } from '../support/installOnce.ts';
import { runners } from '../support/runners.ts';
import { installLibrary } from './buildProgram.ts';

export const formats = ['cjs', 'esm', 'tsx', 'bundled'] as const;
export type Format = (typeof formats)[number];

/** The same program in one of the forms people run. */
export interface MatrixProgram {
  folder: string;
  /** What Node is told to run, and how. */
  file: string;
  nodeArguments: readonly string[];
  /** Where the debugger is to stop: the file a person reads, and the line counted from 1. */
  source: string;
  line: number;
}

const name = 'matrix';

/** Builds `test/programs/dap/matrix.ts` in a folder of its own. */
export async function matrixProgram(format: Format, agent: BundledAgent): Promise<MatrixProgram> {
  const parent = join(cacheFolder, 'dap');
  await mkdir(parent, { recursive: true });
  // The debugger tells files by their real paths.
  const folder = await realpath(await mkdtemp(join(parent, `${name} ${format}-`)));
  const source = join(folder, 'src', `${name}.ts`);
  await mkdir(join(folder, 'src'));
  await copyFile(join(import.meta.dirname, '..', 'programs', 'dap', `${name}.ts`), source);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: format === 'cjs' ? 'commonjs' : 'module' }));
  await installLibrary(
    join(folder, 'node_modules', 'async-scope'),
    format === 'cjs' ? agent.commonLibrary : agent.library,
  );
  const script = join(folder, 'dist', `${name}.js`);
  const options: BuildOptions = { entryPoints: [source], outfile: script, platform: 'node', target: 'node20' };
  if (format === 'cjs' || format === 'esm') {
    await build({ ...options, format });
    return { folder, file: script, nodeArguments: [], source: script, line: await brokenLine(script) };
  }
  const line = await brokenLine(source);
  if (format === 'bundled') {
    await build({ ...options, format: 'esm', bundle: true, packages: 'external', minify: true, sourcemap: true });
    return { folder, file: script, nodeArguments: [], source, line };
  }
  const loader = pathToFileURL(join(await runners(), 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  return { folder, file: source, nodeArguments: ['--import', loader], source, line };
}

/** Compilers drop the comment, so it is found as the second of two equal lines. */
async function brokenLine(file: string): Promise<number> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.findLastIndex((line) => line.trim().startsWith('scope.exit();')) + 1;
}
