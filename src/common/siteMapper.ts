import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  AnyMap,
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  type SectionedSourceMapInput,
  type TraceMap,
  originalPositionFor,
} from '@jridgewell/trace-mapping';
import { messageOf } from './errors.ts';
import { readDataUrl, sourceMapUrlIn } from './sourceMapUrl.ts';

/** A place in generated code: `line` and `column` are 1-based, `url` is a file URL or what V8 calls the script. */
export interface GeneratedSite {
  url: string;
  line: number;
  column: number;
  fn: string;
}

/** A place to be shown: in the source where a map leads there, else in the generated code. */
export interface MappedSite {
  /** A path of this machine; for scripts that are no file, what V8 calls them. */
  path: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  fn: string;
  mapped: boolean;
  /** Why the file's own source map was of no use, where it names one. */
  problem?: string;
}

interface LoadedMap {
  map?: TraceMap;
  problem?: string;
}

/**
 * Leads from generated code to its source. Files and maps are read once per mapper, so make a new one for each run:
 * the next run may follow a build.
 */
export class SiteMapper {
  readonly #readFile: (path: string) => Promise<string>;
  readonly #maps = new Map<string, Promise<LoadedMap>>();

  /** @param readFile reads a text file by its path; rejects when it cannot */
  constructor(readFile: (path: string) => Promise<string>) {
    this.#readFile = readFile;
  }

  /**
   * Never rejects: a file without a map, a missing map or a place the map does not know gives the generated place.
   *
   * @param site as the agent sent it
   */
  async map(site: GeneratedSite): Promise<MappedSite> {
    const path = pathOf(site.url);
    if (path === undefined) return { ...placeOf(site), path: site.url };
    let loading = this.#maps.get(path);
    if (!loading) {
      loading = this.#load(path);
      this.#maps.set(path, loading);
    }
    const { map, problem } = await loading;
    const generated = { ...placeOf(site), path, ...(problem !== undefined && { problem }) };
    return map ? (originalOf(map, site) ?? generated) : generated;
  }

  async #load(path: string): Promise<LoadedMap> {
    let text: string;
    try {
      text = await this.#readFile(path);
    } catch (error) {
      // A script that was never a file, or is gone: there is nothing to map with.
      return { problem: `${path} cannot be read: ${messageOf(error)}` };
    }
    const url = sourceMapUrlIn(text);
    if (url === undefined) return {};
    try {
      return { map: await this.#read(url, pathToFileURL(path)) };
    } catch (error) {
      return { problem: `The source map of ${path} cannot be used: ${messageOf(error)}` };
    }
  }

  async #read(url: string, generated: URL): Promise<TraceMap> {
    const isInline = url.startsWith('data:');
    const mapUrl = isInline ? generated : new URL(url, generated);
    const text = isInline ? readDataUrl(url) : await this.#readFile(fileURLToPath(mapUrl));
    // Some servers put this in front of JSON, and the files were kept that way.
    const json = text.replace(/^\)\]\}'[^\n]*\n/, '');
    return AnyMap(JSON.parse(json) as SectionedSourceMapInput, mapUrl.href);
  }
}

const placeOf = ({ line, column, fn }: GeneratedSite): Omit<MappedSite, 'path'> => ({
  line,
  column,
  fn,
  mapped: false,
});

/** V8 knows ES modules by file URL and CommonJS modules by path. */
function pathOf(url: string): string | undefined {
  if (isAbsolute(url)) return url;
  if (!url.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    // A file URL of another machine or system (`file://host/…`) has no path here.
    return undefined;
  }
}

function originalOf(map: TraceMap, site: GeneratedSite): MappedSite | undefined {
  const needle = { line: Math.max(1, site.line), column: Math.max(0, site.column - 1) };
  const before = originalPositionFor(map, { ...needle, bias: GREATEST_LOWER_BOUND });
  // V8 may point before the first segment of a line, at the white space the compiler kept.
  const found = before.source === null ? originalPositionFor(map, { ...needle, bias: LEAST_UPPER_BOUND }) : before;
  if (found.source === null) return undefined;
  // Raw `#` and `?` in a source name are part of the name: a file has neither query nor fragment.
  const path = pathOf(found.source.replace(/[#?]/g, encodeURIComponent));
  // A source known only by a bundler's own name (`webpack://…`) cannot be opened; the generated place can.
  if (path === undefined) return undefined;
  return { path, line: found.line, column: found.column + 1, fn: site.fn, mapped: true };
}
