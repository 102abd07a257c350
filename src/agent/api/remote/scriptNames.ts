import { realpathSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** More than one letter before the colon, which a drive of Windows has not. */
const isUrl = (name: string): boolean => /^[a-z][a-z\d+.-]+:/i.test(name);

/** The names of a file: as it was given and as links lead to it; the file may also be on another machine. */
function pathsOf(file: string): string[] {
  const path = file.startsWith('file:') ? fileURLToPath(file) : resolve(file);
  try {
    return [...new Set([path, realpathSync(path)])];
  } catch {
    // It need not exist here, or not yet.
    return [path];
  }
}

/**
 * All that V8 may call a file: CommonJS modules go by path or by URL, and links are followed or not.
 * @param file a path, absolute or from the working directory, or a URL
 */
export function scriptNames(file: string): string[] {
  if (isUrl(file) && !file.startsWith('file:')) return [file];
  return pathsOf(file).flatMap((path) => [path, pathToFileURL(path).href]);
}

/** A regular expression for V8 that matches these names, also with the query or the fragment a module may have. */
export const scriptPattern = (names: readonly string[]): string =>
  `^(?:${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})(?:[?#].*)?$`;

/** The URL of what V8 calls a script, without query and fragment. */
export const scriptUrlOf = (name: string): string =>
  isAbsolute(name) ? pathToFileURL(name).href : name.replace(/^(file:[^?#]*).*$/, '$1');
