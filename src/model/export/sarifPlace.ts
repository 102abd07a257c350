/** A file, relative to one of the folders that the log names where it is in one. */
export interface Place {
  uri: string;
  uriBaseId?: string;
}

/** What the folder of the first program is called, of the second, and so on. */
export const baseName = (index: number): string => (index === 0 ? 'SRCROOT' : `SRCROOT${index + 1}`);

/**
 * @param path absolute, as the machine of the program writes it
 * @param folders of the programs
 */
export function placeIn(path: string, folders: readonly string[]): Place {
  const slashes = withSlashes(path);
  const index = folders.findIndex((folder) => slashes.startsWith(`${withSlashes(folder)}/`));
  const folder = folders[index];
  if (folder === undefined) return { uri: `file://${slashes.startsWith('/') ? '' : '/'}${encode(slashes)}` };
  return { uri: encode(slashes.slice(withSlashes(folder).length + 1)), uriBaseId: baseName(index) };
}

/** A backslash is a separator on Windows only, where paths begin with a drive. */
const withSlashes = (path: string): string => (/^[A-Za-z]:\\/.test(path) ? path.replaceAll('\\', '/') : path);

const encode = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/^([A-Za-z])%3A$/, '$1:'))
    .join('/');
