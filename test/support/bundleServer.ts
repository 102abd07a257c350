import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../../src/build/bundles.ts';
import { cacheFolder } from './installOnce.ts';

const root = resolve(import.meta.dirname, '..', '..');

/**
 * Bundles the language server as the extension has it.
 * @returns the folder with it; remove it when it is no longer needed
 */
export async function bundleServer(): Promise<string> {
  await mkdir(join(cacheFolder, 'bundled'), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, 'bundled', 'server '));
  await Promise.all(
    bundles
      .filter(({ name }) => name === 'language server' || name === 'compiler')
      .map(({ options }) =>
        build({
          ...options,
          absWorkingDir: root,
          outfile: join(folder, options.outfile ?? ''),
          bundle: true,
          logLevel: 'warning',
        }),
      ),
  );
  return folder;
}
