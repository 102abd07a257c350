import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type CdpAddress, CdpClient } from '../cdpClient.ts';
import { ExpectedError, messageOf } from '../errors.ts';
import { inspectorAddress } from './inspectorAddress.ts';
import { type Listener, listeningPorts } from './listeningPorts.ts';
import { processIdOf } from './processId.ts';

/** Where Node opens an inspector when nothing else is said, and the ports that people take next. */
const firstPort = 9_229;
const lastPort = 9_238;
/** ms for one port to answer. */
const portTimeout = 1_000;
/** ms between two looks: a process does not tell when it is ready. */
const lookEvery = 25;
/** The bit of SIGUSR1 in a mask of signals. */
const sigusr1 = 1n << 9n;

/** ms after which a program closes its inspector; by then the connection that asked for it has to be ended. */
export const closeDelay = 250;

/**
 * Evaluated in a program, takes back the opening of its inspector once our connection has ended: Node crashes now and
 * then when the inspector is closed while a connection is still being ended. `require` is there only while the expression
 * runs.
 */
export const closeInspector = `{
  const { close } = require('node:inspector');
  require('node:timers').setTimeout(close, ${closeDelay}).unref();
  0;
}`;

export interface OpenInspector {
  address: CdpAddress;
  /** It was opened by us. */
  opened: boolean;
}

/**
 * Finds the inspector of a process of this machine, and has the process open it where it is not.
 * @param timeout ms
 * @throws ExpectedError when there is no such process, it is not ours, not Node, or opens none in time
 */
export async function openInspector(pid: number, timeout: number): Promise<OpenInspector> {
  checkExists(pid);
  const end = performance.now() + timeout;
  const open = await inspectorOf(pid);
  if (open) return { address: open, opened: false };
  await checkIsNode(pid);
  while (!(await takesTheSignal(pid))) {
    checkExists(pid);
    if (performance.now() >= end) {
      throw new ExpectedError(
        `Process ${pid} does not take the signal that opens an inspector (--disable-sigusr1): start it with --inspect.`,
      );
    }
    await delay(lookEvery);
  }
  sendSignal(pid);
  while (performance.now() < end) {
    const address = await inspectorOf(pid);
    if (address) return { address, opened: true };
    checkExists(pid);
    await delay(lookEvery);
  }
  throw new ExpectedError(
    `Process ${pid} opened no inspector within ${timeout} ms. Another program may have its port (${firstPort}): ` +
      'start it with --inspect=0 and attach again.',
  );
}

function checkExists(pid: number): void {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const isOthers = (error as NodeJS.ErrnoException).code === 'EPERM';
    throw new ExpectedError(
      isOthers
        ? `Process ${pid} belongs to another user, and debugging it is not permitted: run as that user.`
        : `There is no process ${pid}.`,
    );
  }
}

/** A signal that a program does not expect ends it, so what is not known to be Node gets none. */
async function checkIsNode(pid: number): Promise<void> {
  const name = await programName(pid).catch(() => 'an unknown program');
  if (/^node/i.test(name)) return;
  throw new ExpectedError(
    `Process ${pid} runs ${name}, not node. If Node is in it, start it with --inspect and attach by its port.`,
  );
}

async function programName(pid: number): Promise<string> {
  // Windows finds a Node process by other means than a signal, and tells by itself when it is none.
  if (process.platform === 'win32') return 'node.exe';
  if (process.platform === 'linux') return basename(await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
  // Imported only here, because it takes time that every program with the library would pay.
  const { execFile } = await import('node:child_process');
  const { stdout } = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]);
  return basename(stdout.trim());
}

/** A process that has just been started does not yet. */
async function takesTheSignal(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  const mask = /^SigCgt:\s*([\da-f]+)$/m.exec(status)?.[1] ?? '0';
  return (BigInt(`0x${mask}`) & sigusr1) !== 0n;
}

function sendSignal(pid: number): void {
  try {
    // What Node's own `node inspect -p` does: a signal, or on Windows a thread in the other process.
    (process as unknown as { _debugProcess(pid: number): void })._debugProcess(pid);
  } catch (error) {
    throw new ExpectedError(`Process ${pid} cannot be made to open its inspector: ${messageOf(error)}`);
  }
}

async function inspectorOf(pid: number): Promise<CdpAddress | undefined> {
  const listeners = await listeningPorts(pid);
  const isKnown = listeners !== undefined;
  for (const { host, port } of listeners?.filter(mayBeInspector) ?? usualPorts) {
    const address = await inspectorAddress(host, port, portTimeout).catch(() => undefined);
    if (address && (isKnown || (await isOf(pid, address)))) return address;
  }
  return undefined;
}

const usualPorts: readonly Pick<Listener, 'host' | 'port'>[] = Array.from(
  { length: lastPort - firstPort + 1 },
  (_, index) => ({ host: '127.0.0.1', port: firstPort + index }),
);

/** What the program serves to the world is not asked: it would see a request that is none. */
const mayBeInspector = ({ port, loopbackOnly }: Listener): boolean =>
  loopbackOnly || (port >= firstPort && port <= lastPort);

async function isOf(pid: number, address: CdpAddress): Promise<boolean> {
  let client: CdpClient | undefined;
  try {
    client = await CdpClient.connect(address, portTimeout, () => undefined);
    return (await processIdOf(client, portTimeout)) === pid;
  } catch {
    // Then it is somebody else's, who is busy.
    return false;
  } finally {
    client?.close();
  }
}
