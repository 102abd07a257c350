import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where everything the tests fetch is kept; ignored by git, safe to delete. */
export const cacheFolder = join(import.meta.dirname, '..', '..', '.cache');

const markerName = '.complete';

/** @param path of a file or folder */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Makes a folder exactly once, however many processes ask at the same time: each fills a folder of its own next to
 * the target and the first to finish renames it into place.
 *
 * @param target the folder wanted; what is there without a completion marker is thrown away
 * @param fill puts the content into the empty folder it is given
 * @throws Error naming the folder and what to do, when `fill` fails
 */
export async function installOnce(target: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (await exists(join(target, markerName))) return target;
  await mkdir(dirname(target), { recursive: true });
  const own = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    await fill(own);
    await writeFile(join(own, markerName), '');
    await moveIntoPlace(own, target);
  } catch (error) {
    throw new Error(
      `Could not install into ${target}. Check that npm reaches its registry and that the disk has room, then run again.`,
      { cause: error },
    );
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return target;
}

async function moveIntoPlace(own: string, target: string): Promise<void> {
  try {
    await rename(own, target);
  } catch (error) {
    // Somebody else was first; theirs is as good as ours.
    if (await exists(join(target, markerName))) return;
    if (!(await exists(target))) throw error;
    // What is there was left half made by a version without the marker.
    await rm(target, { recursive: true, force: true });
    await rename(own, target);
  }
}

/**
 * Runs npm quietly.
 *
 * @param arguments_ for npm
 * @param folder where to run it
 * @throws Error with the last lines npm wrote
 */
export async function npm(arguments_: readonly string[], folder: string): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await run('npm', [...arguments_, ...quiet], {
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    const written = String((error as { stderr?: unknown }).stderr ?? error).trim();
    throw new Error(`npm ${arguments_.join(' ')} failed:\n${written.split('\n').slice(-15).join('\n')}`, {
      cause: error,
    });
  }
}
