import { copyFile, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { cacheFolder } from '../support/installOnce.ts';

/** A program as a user would have it: TypeScript, compiled with a source map, and the library in `node_modules`. */
export interface BuiltProgram {
  folder: string;
  source: string;
  compiled: string;
}

/**
 * Compiles a program of `test/programs/dap` into a folder of its own.
 *
 * @param name without `.ts`
 * @param library bundle of the public library
 */
export async function buildProgram(name: string, library: string): Promise<BuiltProgram> {
  const parent = join(cacheFolder, 'dap');
  await mkdir(parent, { recursive: true });
  // The debugger names files with symbolic links resolved.
  const folder = await realpath(await mkdtemp(join(parent, `${name}-`)));
  const source = join(folder, 'src', `${name}.ts`);
  const compiled = join(folder, 'dist', `${name}.js`);
  await mkdir(join(folder, 'src'));
  await copyFile(join(import.meta.dirname, '..', 'programs', 'dap', `${name}.ts`), source);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await installLibrary(join(folder, 'node_modules', 'async-scope'), library);
  // `using` is not understood by the oldest Node, so that its helpers are there.
  await build({ entryPoints: [source], outfile: compiled, format: 'esm', target: 'node20', sourcemap: true });
  return { folder, source, compiled };
}

export async function installLibrary(folder: string, library: string): Promise<void> {
  const file = `dist/lib/index${extname(library)}`;
  await mkdir(join(folder, 'dist', 'lib'), { recursive: true });
  await copyFile(library, join(folder, file));
  const manifest = { name: 'async-scope', type: 'module', exports: `./${file}` };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}
