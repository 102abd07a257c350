import { mkdir } from 'node:fs/promises';
import { createVSIX } from '@vscode/vsce';

/**
 * Packs what is in `dist/` into a VSIX. Build first.
 * @returns the path of the VSIX
 * @throws Error when the manifest is not acceptable
 */
export async function packageVsix(): Promise<string> {
  await mkdir('dist', { recursive: true });
  const packagePath = 'dist/async-scope.vsix';
  await createVSIX({
    cwd: process.cwd(),
    packagePath,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  return packagePath;
}

if (import.meta.main) process.stdout.write(`${await packageVsix()}\n`);
