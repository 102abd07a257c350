import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, installOnce, npm } from './installOnce.ts';

/** What people start TypeScript with, by package. */
const versions = { tsx: '4.23.15' } as const;

/** @returns the folder whose `node_modules` has them */
export const runners = (): Promise<string> =>
  installOnce(join(cacheFolder, 'runners', Object.values(versions).join('-')), async (own) => {
    await writeFile(join(own, 'package.json'), '{ "private": true }\n');
    const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
    await npm(['install', '--save-exact', ...packages], own);
  });
