import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, installOnce, npm } from '../../support/installOnce.ts';

const run = promisify(execFile);

/** A package whose published form has its tests. */
export interface Guest {
  readonly name: string;
  readonly version: string;
  /** What of its development dependencies the tests need. */
  readonly needs: readonly string[];
  /** Which files of its folder `test` are run: those that are about time, connections, streams and aborts. */
  readonly tests: RegExp;
}

export const guests: readonly Guest[] = [
  { name: 'fastq', version: '1.20.3', needs: ['async', 'neo-async', 'tape'], tests: /^(test|promise)\.js$/ },
  {
    name: 'find-my-way',
    version: '9.10.1',
    needs: ['proxyquire', 'rfdc'],
    tests: /^(methods|errors|issue-1).*\.test\.js$/,
  },
  {
    name: 'light-my-request',
    version: '6.8.1',
    needs: [
      '@fastify/ajv-compiler',
      'end-of-stream',
      'express',
      'form-auto-content',
      'form-data',
      'formdata-node',
      'multer',
      'undici',
    ],
    tests: /\.test\.js$/,
  },
];

interface Manifest {
  devDependencies?: Record<string, string>;
}

/** Unpacks a package with its tests, and installs what they need. */
export const installGuest = ({ name, version, needs }: Guest): Promise<string> =>
  installOnce(join(cacheFolder, 'guests', `${name}-${version}`), async (folder) => {
    await npm(['pack', `${name}@${version}`], folder);
    const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
    if (tarball === undefined) throw new Error(`npm packed nothing for ${name}@${version}.`);
    await run('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: folder });
    const path = join(folder, 'package.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
    const wanted = Object.entries(manifest.devDependencies ?? {}).filter(([each]) => needs.includes(each));
    await writeFile(path, JSON.stringify({ ...manifest, devDependencies: Object.fromEntries(wanted) }));
    await npm(['install', '--ignore-scripts'], folder);
  });

/** The test files of an installed package, by their paths in it. */
export async function testFiles(folder: string, { tests }: Guest): Promise<string[]> {
  const names = await readdir(join(folder, 'test'));
  const files = names.filter((name) => tests.test(name)).toSorted();
  if (files.length === 0) throw new Error(`No test file in ${folder} is meant by ${String(tests)}.`);
  return files.map((name) => join('test', name));
}
