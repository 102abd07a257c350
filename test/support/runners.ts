import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, installOnce, npm } from './installOnce.ts';

/** What people start TypeScript and tests with, by package. */
const versions = { tsx: '4.23.15', 'ts-node': '10.9.2', mocha: '12.0.3', typescript: '5.9.3' } as const;

/** @returns the folder whose `node_modules` has them */
export const runners = (): Promise<string> =>
  installOnce(join(cacheFolder, 'runners', Object.values(versions).join('-')), async (own) => {
    await writeFile(join(own, 'package.json'), '{ "private": true }\n');
    const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
    await npm(['install', '--save-exact', ...packages], own);
  });
