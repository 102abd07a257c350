import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, installOnce, npm } from './installOnce.ts';

/** The versions of Node that programs under test run on, by major version. */
const nodeVersions = {
  12: '12.22.12',
  14: '14.21.3',
  18: '18.20.8',
  20: '20.20.2',
  22: '22.23.3',
  24: '24.21.0',
  26: '26.10.0',
} as const;

export type NodeMajor = keyof typeof nodeVersions;
export const nodeMajors = [20, 22, 24, 26] as const satisfies readonly NodeMajor[];
/** Versions that programs may run on although the agent cannot. */
export const oldNodeMajors = [12, 14, 18] as const satisfies readonly NodeMajor[];

/**
 * Installs a pinned Node from npm on first use.
 *
 * @param major which of the pinned versions
 * @returns the path of the `node` binary
 * @throws Error saying what to do, when npm cannot install it
 */
export async function nodeBinary(major: NodeMajor): Promise<string> {
  const version = nodeVersions[major];
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packageName = `node-${platform}-${process.arch}`;
  const folder = await installOnce(join(cacheFolder, 'nodes', version), async (own) => {
    // npm looks upward for a package.json and would install into the repository.
    await writeFile(join(own, 'package.json'), '{ "private": true }\n');
    await npm(['install', `${packageName}@${version}`], own);
  });
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', packageName, 'bin', executable);
}
