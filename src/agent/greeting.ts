import { basename } from 'node:path';
import type { EventOf } from '../protocol/events.ts';
import { protocolVersion } from '../protocol/version.ts';
import { platform } from './platform.ts';

/** The version of the product, put in by the bundler. */
declare const ASYNC_SCOPE_VERSION: string | undefined;

/** Which process and thread this is, for whoever hears of several. */
export const programKey = `${platform.pid}/${platform.thread}`;

/** What a host is told first of this process or thread. */
export const greeting = (): Omit<EventOf<'hello'>, 'type' | 'time'> => ({
  protocol: protocolVersion,
  agent: typeof ASYNC_SCOPE_VERSION === 'string' ? ASYNC_SCOPE_VERSION : 'development',
  pid: platform.pid,
  thread: platform.thread,
  node: process.version,
  title: basename(process.argv[1] ?? 'node'),
  cwd: currentFolder(),
  timeOrigin: platform.timeOrigin,
});

/** @returns a word in its place where the folder is gone */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '(deleted)';
  }
}
