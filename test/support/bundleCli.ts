import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundles } from '../../src/build/bundles.ts';
import { tsc } from '../../src/build/tsc.ts';
import { cacheFolder } from './installOnce.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');

/** The product as an installed package has it, made from the sources as they are now. */
export interface BundledCli {
  /** The package's folder. */
  folder: string;
  /** The command line, to be run with `node`. */
  cli: string;
  /** The agent it loads into programs. */
  preload: string;
  /** Copies a program of `test/programs` next to the package, compiles it, and gives its folder. */
  program(name: string): Promise<string>;
  dispose(): Promise<void>;
}

/** What a sample imports from the package, apart from its declarations. */
const libraryManifest = {
  name: 'async-scope',
  type: 'module',
  exports: {
    '.': { types: './dist/types/agent/api/index.d.ts', import: './dist/lib/index.js', require: './dist/lib/index.cjs' },
  },
};

const wanted = [
  'async stacks',
  'agent guard',
  'agent preload',
  'library (import)',
  'library (require)',
  'command line',
  'compiler',
  'checker',
];

/**
 * Bundles the command line, the agent and the library into a folder of their own, so that tests need no build before
 * and never see half of one.
 */
export async function bundleCli(): Promise<BundledCli> {
  const parent = join(cacheFolder, 'bundled');
  await mkdir(parent, { recursive: true });
  // With a space in its name, as users' folders have.
  const folder = await mkdtemp(join(parent, 'cli '));
  await writeFile(join(folder, 'package.json'), JSON.stringify(libraryManifest));
  await Promise.all([
    ...bundles
      .filter(({ name }) => wanted.includes(name))
      .map(({ options }) =>
        build({
          ...options,
          absWorkingDir: root,
          outfile: join(folder, options.outfile ?? ''),
          bundle: true,
          logLevel: 'warning',
        }),
      ),
    run(process.execPath, [
      tsc,
      '-p',
      join(root, 'src', 'build', 'tsconfig.types.json'),
      '--outDir',
      join(folder, 'dist', 'types'),
    ]),
  ]);
  return {
    folder,
    cli: join(folder, 'dist', 'cli.js'),
    preload: join(folder, 'dist', 'agent', 'preload.cjs'),
    program: (name) => installProgram(folder, name),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function installProgram(folder: string, name: string): Promise<string> {
  const target = join(folder, 'programs', name);
  await cp(join(root, 'test', 'programs', name), target, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
  });
  await mkdir(join(target, 'node_modules'), { recursive: true });
  await symlink(folder, join(target, 'node_modules', 'async-scope'), 'junction');
  if (name === 'orchestra') await run(process.execPath, [tsc, '-p', target]);
  return target;
}
