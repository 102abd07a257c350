import { readFileSync } from 'node:fs';

/**
 * Reads a file that may not be there, as `loadConfiguration` asks for.
 *
 * @returns undefined where there is no such file
 * @throws Error when there is one that cannot be read
 */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
