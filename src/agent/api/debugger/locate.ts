import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Locate } from '../../../model/report/place.ts';
import type { Location } from '../../../model/report/schema.ts';
import type { Site } from '../../../model/state.ts';

/** A file's path where it is a file, else what V8 calls the script. */
function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    // A file URL of another machine has no path here.
    return url;
  }
}

/** In the source where the program runs with `--enable-source-maps`, which is when Node has read the maps. */
function locationOf({ url, line, column, fn }: Site): Location {
  const generated = { path: pathOf(url), line, column, fn };
  const entry = findSourceMap(generated.path)?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry)) return generated;
  const { originalSource, originalLine, originalColumn } = entry;
  return { path: pathOf(originalSource), line: originalLine + 1, column: originalColumn + 1, fn };
}

/** Where a place of this process is in its source. */
export const locate: Locate = (_program, site) => locationOf(site);
