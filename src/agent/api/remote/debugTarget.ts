import { ExpectedError } from '../../../common/errors.ts';
import { wordsOf } from '../thrown.ts';

/** A program to attach to; without one, this process. */
export type DebugTarget =
  /** A Node process of this machine; its inspector is opened where it is not open yet. */
  | { pid: number }
  /** Where an inspector listens, as `node --inspect` tells; this machine unless `host` is given. */
  | { host?: string; port: number; allowRemote?: boolean }
  /** The `ws:` address of an inspector. */
  | { url: string; allowRemote?: boolean };

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|::1)$/i.test(host);

/**
 * What an inspector hands out is the whole program, unencrypted, to anybody on the way.
 * @throws ExpectedError when the host is another machine and that was not asked for
 */
export function checkHost(host: string, allowRemote: boolean): void {
  if (allowRemote || isLoopback(host)) return;
  throw new ExpectedError(
    `${host} is not this machine. An inspector is unprotected: forward its port through SSH, or pass allowRemote: true.`,
  );
}

/** @throws RangeError when it is no TCP port */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return;
  throw new RangeError(`${port} is no port: pass a whole number from 1 to 65535.`);
}

/** @throws ExpectedError when it cannot be one */
export function checkPid(pid: number): void {
  if (Number.isSafeInteger(pid) && pid > 0) return;
  throw new ExpectedError(`${pid} is no process id: pass a whole number from 1.`);
}

/** @throws TypeError when it is nothing that can be attached to */
export function checkTarget(target: unknown): void {
  const isTarget =
    typeof target === 'object' && target !== null && ('pid' in target || 'port' in target || 'url' in target);
  if (target === undefined || isTarget) return;
  throw new TypeError(
    `${wordsOf(target)} is nothing to attach to: pass { pid }, { port }, { host, port } or { url }, or nothing for this process.`,
  );
}
