import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The environment variable that marks every process of one server, down to the debugged program. */
export const treeMarker = 'ASYNC_SCOPE_TEST_TREE';

/**
 * The living processes started with this mark in their environment. Only Linux tells the environment of a process;
 * unlike the parent ids it also finds those whose parent is gone and those in a session of their own.
 */
async function markedProcesses(mark: string): Promise<number[]> {
  const wanted = `${treeMarker}=${mark}`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const isMarked = async (pid: number): Promise<boolean> => {
    // The process may be gone or not be ours: then it is not one of them.
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    return environment.split('\0').includes(wanted);
  };
  const marked = await Promise.all(pids.map(isMarked));
  return pids.filter((pid, index) => marked[index] && pid !== process.pid);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends a process that was started `detached` with the mark, and everything it started.
 *
 * @param pid the process
 * @param mark the value of its `ASYNC_SCOPE_TEST_TREE`
 * @throws Error when some of them survive
 */
export async function killTree(pid: number, mark: string): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  if (process.platform !== 'linux') {
    kill(-pid, 'SIGKILL');
    return;
  }
  // One that is starting up at this moment is only found by looking again.
  for (let round = 0; round < 20; round += 1) {
    const alive = await markedProcesses(mark);
    if (alive.length === 0) return;
    for (const each of alive) kill(each, 'SIGKILL');
    await delay(25);
  }
  throw new Error(`Some processes of the VS Code server did not end: ${(await markedProcesses(mark)).join(', ')}`);
}
