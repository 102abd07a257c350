import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';

const run = promisify(execFile);

/** Where Debian has the servers, by version. */
const installed = '/usr/lib/postgresql';

/** The folder of the newest PostgreSQL on this machine, or undefined. */
export function postgresFolder(): string | undefined {
  if (!existsSync(installed)) return undefined;
  const versions = readdirSync(installed).sort((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(installed, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** A PostgreSQL of its own, on a socket in a folder that goes with it. */
export class Postgres {
  readonly folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.folder = folder;
    this.#process = process;
  }

  /** @param bin as of `postgresFolder` */
  static async start(bin: string): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'async-scope-pg-'));
    const owner = await ownerOfServer();
    if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
    await chmod(folder, 0o755);
    const data = join(folder, 'data');
    const options = { ...owner, cwd: folder };
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], options);
    const settings = ['-c', 'listen_addresses=', '-c', 'fsync=off', '-k', folder];
    const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings], { ...options, stdio: 'ignore' });
    await eventually(
      () => existsSync(join(folder, '.s.PGSQL.5432')),
      (isThere) => isThere,
      { what: 'The socket of PostgreSQL', timeout: 60_000 },
    );
    return new Postgres(folder, server);
  }

  async stop(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    await exit;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** PostgreSQL does not run as root. */
async function ownerOfServer(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}
