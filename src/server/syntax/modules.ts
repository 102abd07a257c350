import { dirname, posix } from 'node:path';

/**
 * What a file is called by those that import it: without its ending, and without `index`.
 * @param specifier a path, or what an import in `from` says
 */
export function fileOf(specifier: string, from?: string): string {
  const path = from === undefined ? specifier : posix.join(dirname(from), specifier);
  return path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
}
