import { isMainThread } from 'node:worker_threads';
import type { CdpAddress } from '../../../common/cdpClient.ts';
import { ExpectedError } from '../../../common/errors.ts';
import type { DebugConnection } from './debugConnection.ts';
import { checkHost, checkPid, checkPort, checkTarget, type DebugTarget } from './debugTarget.ts';
import { inspectorAddress } from '../../../common/inspector/inspectorAddress.ts';
import { processIdOf } from '../../../common/inspector/processId.ts';
import { closeInspector, openInspector } from '../../../common/inspector/processInspector.ts';
import { SocketConnection } from './socketConnection.ts';
import { ThreadConnection } from './threadConnection.ts';

export interface OpenedTarget {
  connection: DebugConnection;
  pid: number;
  /** What is debugged is the thread that calls. */
  isOwnThread: boolean;
}

/** ms */
const usualTimeout = 5_000;
const usualPause = 10_000;

/** @throws ExpectedError, RangeError saying why there is no connection and what to do */
export async function openTarget(
  target: DebugTarget | undefined,
  { timeout = usualTimeout, longestPause = usualPause }: { timeout?: number; longestPause?: number },
): Promise<OpenedTarget> {
  checkTarget(target);
  if (target === undefined || ('pid' in target && target.pid === process.pid)) {
    return { connection: ThreadConnection.open(longestPause), pid: process.pid, isOwnThread: isMainThread };
  }
  if ('pid' in target) {
    checkPid(target.pid);
    const { address, opened } = await openInspector(target.pid, timeout);
    return verified(await SocketConnection.open(address, timeout, opened ? closeInspector : undefined), timeout);
  }
  return verified(await SocketConnection.open(await addressOf(target, timeout), timeout), timeout);
}

async function addressOf(target: Exclude<DebugTarget, { pid: number }>, timeout: number): Promise<CdpAddress> {
  const { allowRemote = false } = target;
  if ('url' in target) return addressIn(target.url, allowRemote);
  const { host = '127.0.0.1', port } = target;
  checkPort(port);
  checkHost(host, allowRemote);
  return inspectorAddress(host, port, timeout);
}

function addressIn(text: string, allowRemote: boolean): CdpAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'ws:') {
    throw new ExpectedError(
      `${text} is no address of an inspector: pass the ws:// address that node --inspect printed.`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  checkHost(host, allowRemote);
  return { host, port: Number(url.port || 80), path: url.pathname };
}

async function verified(connection: SocketConnection, timeout: number): Promise<OpenedTarget> {
  try {
    if (await isOwn(connection)) {
      throw new ExpectedError(
        `${connection.url} is this process: a stop would stop its debugger. Attach without a target.`,
      );
    }
    return { connection, pid: await processIdOf(connection, timeout), isOwnThread: false };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function isOwn(connection: SocketConnection): Promise<boolean> {
  if (!process.features.inspector) return false;
  const own = (await import('node:inspector')).url();
  // The path is a random number; hosts and ports may be forwarded.
  return own !== undefined && new URL(own).pathname === new URL(connection.url).pathname;
}
