import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../../src/build/bundles.ts';
import { cacheFolder } from './installOnce.ts';

/** The agent and the library, bundled as the product has them, from the sources as they are now. */
export interface BundledAgent {
  /** The agent, to be loaded with `--require`. */
  preload: string;
  /** What loads the agent where it can run. */
  guard: string;
  /** The library as a module. */
  library: string;
  /** The library for `require`. */
  commonLibrary: string;
}

/** Bundles into a folder of its own, so that tests need no build before and never see half of one. */
export async function bundleAgent(): Promise<BundledAgent> {
  const parent = join(cacheFolder, 'bundled');
  await mkdir(parent, { recursive: true });
  // The debugger names files with symbolic links resolved.
  const folder = await realpath(await mkdtemp(join(parent, 'agent ')));
  const outfile = async (name: string): Promise<string> => {
    const bundle = bundles.find((candidate) => candidate.name === name);
    if (!bundle?.options.outfile) throw new Error(`There is no bundle "${name}".`);
    const path = join(folder, bundle.options.outfile);
    await build({ ...bundle.options, absWorkingDir: resolve('.'), outfile: path, bundle: true, logLevel: 'warning' });
    return path;
  };
  const names = ['agent preload', 'agent guard', 'library (import)', 'library (require)'] as const;
  const [preload = '', guard = '', library = '', commonLibrary = ''] = await Promise.all(names.map(outfile));
  return { preload, guard, library, commonLibrary };
}
