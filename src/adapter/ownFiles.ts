import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/**
 * Tells the files of the agent and of the library from the user's. The library is found next to the agent, and in any
 * package of its name, wherever that is installed or linked. The debugger names files with symbolic links resolved.
 *
 * @param preloadPath absolute path of the agent bundle, in the folder `agent` next to `lib`
 */
export function ownFiles(preloadPath: string): (path: string) => boolean {
  // Node tells scripts by their real paths, and the folder of the extension may be a link.
  const preloads = [...new Set([preloadPath, realPath(preloadPath)])];
  const ours = new Set(preloads.map(normalized));
  const libraries = preloads.map((path) => normalized(join(dirname(path), '..', 'lib') + sep));
  const linked = new Map<string, boolean>();
  return (path) => {
    const name = normalized(path);
    if (ours.has(name) || libraries.some((library) => name.startsWith(library))) return true;
    if (!/\/dist\/lib\/index\.c?js$/.test(name)) return false;
    const known = linked.get(path) ?? isInOurPackage(path);
    linked.set(path, known);
    return known;
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // What is not there has no other name either.
    return path;
  }
}

/** @param path of a file two folders deep in its package */
function isInOurPackage(path: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(dirname(path), '..', '..', 'package.json'), 'utf8')) as unknown;
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'async-scope';
  } catch {
    // No manifest that can be read: somebody else's file.
    return false;
  }
}

/** With forward slashes, and in one case where Windows does not tell them apart. */
const normalized = (path: string): string => {
  const name = path.replaceAll('\\', '/');
  return /^[a-z]:\//i.test(name) ? name.toLowerCase() : name;
};
