import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type CdpAddress, CdpClient } from '../common/cdpClient.ts';
import { ExpectedError, messageOf } from '../common/errors.ts';
import { inspectorAddress } from '../common/inspector/inspectorAddress.ts';
import { closeDelay, closeInspector, openInspector } from '../common/inspector/processInspector.ts';

/** A program whose inspector we are connected to. */
export interface DumpTarget {
  /**
   * @returns what the expression is
   * @throws Error when the program does not answer in time, refuses, or the expression throws
   */
  evaluate(expression: string, timeout: number): Promise<unknown>;
  /** Ends the connection, and closes the inspector where it was opened for us. Never rejects. */
  close(): Promise<void>;
}

/** ms */
const closeTimeout = 2_000;

/**
 * @param target a process id, or host and port of an inspector
 * @param timeout ms
 * @throws ExpectedError saying why there is no connection and what to do
 */
export async function openDumpTarget(target: string, timeout: number, allowRemote: boolean): Promise<DumpTarget> {
  const { address, opened } = await addressOf(target, timeout, allowRemote);
  let cdp: CdpClient;
  try {
    cdp = await CdpClient.connect(address, timeout, () => undefined);
  } catch (error) {
    throw new ExpectedError(`The inspector of ${target} does not accept a connection: ${messageOf(error)}`);
  }
  return {
    evaluate: (expression, timeout) => evaluate(cdp, expression, timeout),
    async close() {
      // A program that does not answer any more, or is gone, need not be told.
      if (opened) await evaluate(cdp, closeInspector, closeTimeout).catch(() => undefined);
      const closed = new Promise<void>((resolve) => cdp.onClosed(() => resolve()));
      cdp.close();
      await closed;
      // Until then the next who looks finds an inspector that is about to go.
      if (opened) await delay(closeDelay + 50);
    },
  };
}

async function addressOf(
  target: string,
  timeout: number,
  allowRemote: boolean,
): Promise<{ address: CdpAddress; opened: boolean }> {
  if (/^\d+$/.test(target)) {
    const pid = Number(target);
    if (!Number.isSafeInteger(pid) || pid === 0) throw new ExpectedError(`${target} is no process id.`);
    if (pid === process.pid) throw new ExpectedError(`Process ${pid} is this command.`);
    return openInspector(pid, timeout);
  }
  const match = /^(?:ws:\/\/)?(\[[\da-f:]+\]|[^:/]*):(\d+)(?:\/.*)?$/i.exec(target);
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65_535) {
    throw new ExpectedError(`"${target}" is neither a process id nor host:port, as in 4711 or 127.0.0.1:9229.`);
  }
  const host = match[1]?.replace(/^\[|\]$/g, '') || '127.0.0.1';
  if (!allowRemote && !isLoopback(host)) {
    throw new ExpectedError(
      `${host} is not this machine. An inspector is unprotected: forward its port through SSH, or pass --allow-remote.`,
    );
  }
  return { address: await inspectorAddress(host, port, timeout), opened: false };
}

const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

async function evaluate(cdp: CdpClient, expression: string, timeout: number): Promise<unknown> {
  // `require` is there only for such an evaluation, also in programs that are modules.
  const params = { expression, includeCommandLineAPI: true, returnByValue: true };
  const { result, exceptionDetails } = (await cdp.send('Runtime.evaluate', params, timeout)) as {
    result?: { value?: unknown };
    exceptionDetails?: { text?: string; exception?: { description?: string } };
  };
  if (exceptionDetails === undefined) return result?.value;
  const text = exceptionDetails.exception?.description ?? exceptionDetails.text ?? 'it threw';
  // What V8 describes is the message and then the stack.
  throw new Error(text.replace(/\n\s+at [\s\S]*$/, '').replace(/^\w*Error: /, ''));
}
