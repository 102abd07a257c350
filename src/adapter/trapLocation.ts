import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { trapMarker } from '../protocol/version.ts';

/** A place in the agent bundle; line and column count from 0. */
export interface TrapPlace {
  line: number;
  column: number;
}

/**
 * Finds the place of the agent bundle behind which the debugger is to stop. Other functions may be on its line.
 *
 * @param text of the bundle
 * @throws Error when the marker is not on exactly one line
 */
export function trapPlace(text: string): TrapPlace {
  const places = text
    .split('\n')
    .map((content, line) => ({ line, column: content.indexOf(trapMarker) }))
    .filter(({ column }) => column >= 0);
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(`The agent has ${places.length} lines marked "${trapMarker}" where there must be one.`);
  }
  return place;
}

/**
 * A regular expression for every name V8 may give to a script: its path or its file URL, with or without symbolic
 * links resolved.
 *
 * @param path absolute path of the script
 */
export function scriptUrlRegex(path: string): string {
  const names = [path, realPath(path)].flatMap((name) => [name, name.replaceAll('\\', '/'), pathToFileURL(name).href]);
  return `^(?:${[...new Set(names)].map(escape).join('|')})$`;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A script that is not there has no other name either.
    return path;
  }
}

const escape = (text: string): string =>
  text
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    // Windows drives appear in either case.
    .replace(/^((?:file:\\\/\\\/\\\/)?)([a-z])(?=:)/i, (_, scheme: string, drive: string) => {
      return `${scheme}[${drive.toLowerCase()}${drive.toUpperCase()}]`;
    });
