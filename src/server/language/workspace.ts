import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../../common/configuration.ts';
import { messageOf } from '../../common/errors.ts';
import { readTextFile } from '../../common/readTextFile.ts';
import type { RuleSettings } from '../../common/ruleNames.ts';
import { normalPath, sourceFiles } from '../check/sourceFiles.ts';
import { otherToolsIn } from '../engine/otherTools.ts';
import { Project } from '../engine/project.ts';
import { severitiesOf } from '../engine/severities.ts';
import { isSource, longestText } from '../engine/sourceText.ts';
import { rules } from '../rules/index.ts';

/** No more files of a folder are read for what can only be seen across files. */
const mostFiles = 5_000;

/** The path of a file that an editor names; undefined for what is no file, or no source. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  const path = normalPath(fileURLToPath(uri));
  return isSource(path) ? path : undefined;
}

/** The folders that are open in an editor, each a project. */
export class Workspace {
  readonly #projects = new Map<string, Project>();
  readonly #open = new Set<string>();
  readonly #tell: (sentence: string) => void;

  /**
   * @param folders absolute paths
   * @param settings of the editor: they count more than the configuration files of the folders
   * @param tell takes sentences about what could not be used
   */
  constructor(folders: readonly string[], settings: RuleSettings, tell: (sentence: string) => void) {
    this.#tell = tell;
    for (const folder of folders.map(normalPath)) {
      const severities = severitiesOf(rules, otherToolsIn(folder), this.#configured(folder), settings);
      this.#projects.set(folder, new Project(folder, rules, severities));
    }
    // For files that are opened from elsewhere.
    this.#projects.set('', new Project('', rules, severitiesOf(rules, new Set(), settings)));
  }

  #configured(folder: string): RuleSettings {
    try {
      return loadConfiguration({ folder, environment: {}, readFile: readTextFile }).rules;
    } catch (error) {
      this.#tell(messageOf(error));
      return {};
    }
  }

  /** The project that a file belongs to: that of the innermost folder. */
  projectOf(path: string): Project {
    let best = '';
    for (const folder of this.#projects.keys()) {
      if (folder.length > best.length && path.startsWith(`${folder}/`)) best = folder;
    }
    return this.#projects.get(best) as Project;
  }

  /** The text of a file in an editor counts instead of that on disk. */
  edit(path: string, text: string): void {
    this.#open.add(path);
    this.projectOf(path).update(path, text);
  }

  /** A file is no longer in an editor. */
  async close(path: string): Promise<void> {
    this.#open.delete(path);
    await this.reload(path);
  }

  /** A file has changed on disk, or is gone. */
  async reload(path: string): Promise<void> {
    if (this.#open.has(path)) return;
    const text = await readSource(path);
    if (this.#open.has(path)) return;
    if (text === undefined) this.projectOf(path).remove(path);
    else this.projectOf(path).update(path, text);
  }

  /** Reads the files of the folders, for what can only be seen across files. Between two files others have their turn. */
  async readAll(signal: AbortSignal): Promise<void> {
    for (const folder of this.#projects.keys()) {
      if (folder === '') continue;
      let count = 0;
      for await (const path of sourceFiles([folder], this.#tell)) {
        if (signal.aborted) return;
        if (++count > mostFiles) {
          this.#tell(
            `${folder} has more than ${mostFiles} source files: what lies across files is sought in the first.`,
          );
          break;
        }
        await this.reload(path);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}

/** @returns undefined where there is none that can be read, or one that would not be checked */
async function readSource(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > 4 * longestText ? undefined : await readFile(path, 'utf8');
  } catch {
    // It was deleted, or may not be read: either way nothing is known of it.
    return undefined;
  }
}
