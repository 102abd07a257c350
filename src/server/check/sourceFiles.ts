import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ExpectedError, messageOf } from '../../common/errors.ts';
import { isSource } from '../engine/sourceText.ts';

/** Folders whose contents somebody else wrote, or a tool. They are checked only where they are named. */
const skippedFolders = /^(\..+|node_modules|bower_components|vendor|dist|build|out|coverage)$/;

/** Absolute, and with forward slashes on all systems. */
export const normalPath = (path: string): string => resolve(path).replaceAll('\\', '/');

/**
 * The source files in the paths, each once. A file that is named is given whatever its folder. Links below the paths are
 * not followed: they lead to files that are found otherwise, or round in a circle.
 *
 * @param onUnreadable told of folders that cannot be listed
 * @throws ExpectedError when a path does not exist
 */
export async function* sourceFiles(
  paths: readonly string[],
  onUnreadable: (sentence: string) => void,
): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (const path of paths) {
    for await (const file of filesAt(normalPath(path), onUnreadable)) {
      if (seen.has(file)) continue;
      seen.add(file);
      yield file;
    }
  }
}

async function* filesAt(path: string, onUnreadable: (sentence: string) => void): AsyncGenerator<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ExpectedError(`${path} cannot be checked: ${messageOf(error)}.`, { cause: error });
  });
  if (!found.isDirectory()) {
    if (!isSource(path)) throw new ExpectedError(`${path} cannot be checked: it is no JavaScript or TypeScript.`);
    yield path;
  } else yield* filesIn(path, onUnreadable);
}

async function* filesIn(folder: string, onUnreadable: (sentence: string) => void): AsyncGenerator<string> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    onUnreadable(`${folder} is not checked: ${messageOf(error)}.`);
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!skippedFolders.test(entry.name)) yield* filesIn(path, onUnreadable);
    } else if (entry.isFile() && isSource(entry.name)) yield path;
  }
}
