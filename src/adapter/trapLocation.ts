import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { trapMarker } from '../protocol/version.ts';

/**
 * Finds the line of the agent bundle on which the debugger is to stop.
 *
 * @param text of the bundle
 * @returns the line, counted from 0
 * @throws Error when the marker is not on exactly one line
 */
export function trapLine(text: string): number {
  const lines = text.split('\n').flatMap((line, number) => (line.includes(trapMarker) ? [number] : []));
  const [line] = lines;
  if (line === undefined || lines.length > 1) {
    throw new Error(`The agent has ${lines.length} lines marked "${trapMarker}" where there must be one.`);
  }
  return line;
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
