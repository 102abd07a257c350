import { dirname, join, sep } from 'node:path';

/**
 * Tells the files of the agent and of the library from the user's.
 *
 * @param preloadPath absolute path of the agent bundle, in the folder `agent` next to `lib`
 */
export function ownFiles(preloadPath: string): (path: string) => boolean {
  const preload = normalized(preloadPath);
  const library = normalized(join(dirname(preloadPath), '..', 'lib') + sep);
  return (path) => {
    const name = normalized(path);
    return name === preload || name.startsWith(library) || name.includes('/node_modules/async-scope/dist/');
  };
}

/** With forward slashes, and in one case where Windows does not tell them apart. */
const normalized = (path: string): string => {
  const name = path.replaceAll('\\', '/');
  return /^[a-z]:\//i.test(name) ? name.toLowerCase() : name;
};
