import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, installOnce, npm } from './installOnce.ts';

/** What programs under test use: packages whose locks and pools are watched, in the versions that were read. */
const versions = {
  'async-lock': '1.5.0',
  'async-mutex': '0.5.0',
  'async-sema': '3.1.1',
  bottleneck: '2.19.5',
  'generic-pool': '3.9.0',
  'p-limit': '7.3.3',
  'p-queue': '9.3.5',
  pg: '8.23.1',
  tarn: '3.1.2',
} as const;

/**
 * Installs the packages from npm on first use.
 *
 * @returns the folder that has them in its `node_modules`
 * @throws Error saying what to do, when npm cannot install them
 */
export const packagesFolder = (): Promise<string> =>
  installOnce(join(cacheFolder, 'packages', 'locks-1'), async (folder) => {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
    await npm(['install', '--ignore-scripts', '--engine-strict=false'], folder);
  });
