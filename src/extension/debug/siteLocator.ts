import * as vscode from 'vscode';
import { type MappedSite, SiteMapper } from '../../common/siteMapper.ts';
import type { Location } from '../../model/report/schema.ts';
import type { Program, Site } from '../../model/state.ts';

/** Finds the source of generated places, and opens it. */
export class SiteLocator {
  #mapper = newMapper();
  /** What was mapped before, for readers that cannot wait. */
  readonly #known = new Map<string, MappedSite>();

  #version = 0;

  /** Changes when a place may read otherwise than before. */
  get version(): number {
    return this.#version;
  }

  /** The next run may follow a build: what was read of files is forgotten. */
  reset(): void {
    this.#mapper = newMapper();
    this.#known.clear();
    this.#version += 1;
  }

  async locate(site: Site): Promise<MappedSite> {
    const mapped = await this.#mapper.map(site);
    const key = keyOf(site);
    if (!this.#known.has(key)) this.#version += 1;
    this.#known.set(key, mapped);
    return mapped;
  }

  /**
   * Maps all sites of the given programs, so that `located` knows them.
   * @returns how many were not known before
   */
  async prepare(programs: Iterable<Program>): Promise<number> {
    const sites = [...programs].flatMap((program) => [...program.sites.values()]);
    const unknown = sites.filter((site) => !this.#known.has(keyOf(site)));
    await Promise.all(unknown.map((site) => this.locate(site)));
    return unknown.length;
  }

  /** Where a site is, as far as that is known yet. */
  located(site: Site): Location {
    const { path, line, column, fn } = this.#known.get(keyOf(site)) ?? { path: site.url, ...site };
    return { path, line, column, fn };
  }

  /** Where a site is, as a person reads it, `app.ts:12`, as far as that is known yet. */
  placeOf(site: Site): string {
    const { path, line } = this.located(site);
    return `${path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)}:${line}`;
  }

  /**
   * Opens the source of a site in the editor, with the cursor on it.
   * @param preserveFocus whether the focus stays where it is
   */
  async open(site: Site, preserveFocus = false): Promise<void> {
    await this.openAt(await this.locate(site), preserveFocus);
  }

  async openAt(
    { path, line, column }: { path: string; line: number; column: number },
    preserveFocus = false,
  ): Promise<void> {
    const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
    const selection = new vscode.Range(position, position);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { selection, preview: true, preserveFocus });
  }
}

const newMapper = (): SiteMapper =>
  new SiteMapper(async (path) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
    return new TextDecoder().decode(bytes);
  });

const keyOf = ({ url, line, column }: Site): string => `${url}:${line}:${column}`;
