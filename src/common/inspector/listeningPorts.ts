import { readdir, readFile, readlink } from 'node:fs/promises';

/** An address a process listens on. */
export interface Listener {
  host: '127.0.0.1' | '::1';
  port: number;
  /** Nobody outside this machine can reach it. */
  loopbackOnly: boolean;
}

/** As the kernel writes them: words of the address in the byte order of the machine. */
const hosts: Readonly<Record<string, Omit<Listener, 'port'>>> = {
  '0100007F': { host: '127.0.0.1', loopbackOnly: true },
  '00000000': { host: '127.0.0.1', loopbackOnly: false },
  '00000000000000000000000001000000': { host: '::1', loopbackOnly: true },
  '00000000000000000000000000000000': { host: '::1', loopbackOnly: false },
};
const listening = '0A';

/**
 * The TCP ports a process listens on that can be reached on this machine. Only Linux tells them.
 * @returns undefined where that cannot be known
 */
export async function listeningPorts(pid: number): Promise<Listener[] | undefined> {
  try {
    const sockets = await socketsOf(pid);
    const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'latin1')));
    return tables.flatMap((table) =>
      table
        .split('\n')
        .slice(1)
        .flatMap((line) => listenerIn(line, sockets)),
    );
  } catch {
    // Another system, another user's process, or one that is gone: whoever wants to know has other means.
    return undefined;
  }
}

/** The inodes of the sockets a process has open. */
async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

function listenerIn(line: string, sockets: ReadonlySet<string>): Listener[] {
  const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
  if (state !== listening || !sockets.has(inode)) return [];
  const [address = '', port = ''] = local.split(':');
  const host = hosts[address];
  return host ? [{ ...host, port: Number.parseInt(port, 16) }] : [];
}
