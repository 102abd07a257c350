import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  AnyMap,
  allGeneratedPositionsFor,
  LEAST_UPPER_BOUND,
  type SectionedSourceMapInput,
  type TraceMap,
} from '@jridgewell/trace-mapping';
import { readDataUrl } from '../../../common/sourceMapUrl.ts';
import type { CodePlace } from './debugEvents.ts';
import { scriptUrlOf } from './scriptNames.ts';
import type { V8Location } from './v8Protocol.ts';

/** A script that V8 has loaded. */
export interface Script {
  readonly url: string;
  /** As written in the script; empty: none. */
  readonly sourceMapUrl: string;
}

/** Scripts remembered; a program that makes more keeps making new ones. */
const capacity = 20_000;

/** The scripts of a program by V8's number, and what they were made from. */
export class Scripts {
  readonly #scripts = new Map<string, Script>();
  readonly #maps = new WeakMap<Script, Promise<TraceMap | undefined>>();

  add(id: string, name: string, sourceMapUrl: string): Script {
    const script = { url: scriptUrlOf(name), sourceMapUrl };
    this.#scripts.set(id, script);
    const [oldest] = this.#scripts.keys();
    if (this.#scripts.size > capacity && oldest !== undefined) this.#scripts.delete(oldest);
    return script;
  }

  place({ scriptId, lineNumber, columnNumber }: V8Location): CodePlace {
    return { url: this.#scripts.get(scriptId)?.url ?? '', line: lineNumber + 1, column: columnNumber + 1 };
  }

  /**
   * The scripts that were made from a file, as their source maps say.
   * @param names what the file may be called
   */
  async madeFrom(names: readonly string[]): Promise<Script[]> {
    const scripts = [...this.#scripts.values()];
    // Most often the file is what runs, and no map needs to be read.
    if (scripts.some(({ url, sourceMapUrl }) => sourceMapUrl === '' && names.includes(url))) return [];
    const found: Script[] = [];
    for (const script of scripts) if (await this.isMadeFrom(script, names)) found.push(script);
    return found;
  }

  async isMadeFrom(script: Script, names: readonly string[]): Promise<boolean> {
    return (await this.#sourceOf(script, names)) !== undefined;
  }

  /**
   * Where in a script the code of a line of its source begins; none: no code was made from that line.
   * @param names what the source may be called
   */
  async generated(script: Script, names: readonly string[], line: number, column = 1): Promise<CodePlace[]> {
    const map = await this.#mapOf(script);
    const source = await this.#sourceOf(script, names);
    if (!map || source === undefined) return [];
    const wanted = { source, line, column: column - 1, bias: LEAST_UPPER_BOUND } as const;
    // The code of one line may have been copied to several places.
    const starts = new Map<number, CodePlace>();
    for (const found of allGeneratedPositionsFor(map, wanted)) {
      if (found.line === null) continue;
      const place = { url: script.url, line: found.line, column: found.column + 1 };
      const known = starts.get(place.line);
      if (!known || known.column > place.column) starts.set(place.line, place);
    }
    return [...starts.values()];
  }

  /** What the map of a script calls its source. */
  async #sourceOf(script: Script, names: readonly string[]): Promise<string | undefined> {
    if (script.sourceMapUrl === '' || !script.url.startsWith('file:')) return undefined;
    return (await this.#mapOf(script))?.resolvedSources.find((source) => names.includes(source));
  }

  #mapOf(script: Script): Promise<TraceMap | undefined> {
    let map = this.#maps.get(script);
    if (!map) {
      map = load(script);
      this.#maps.set(script, map);
    }
    return map;
  }
}

async function load({ url, sourceMapUrl }: Script): Promise<TraceMap | undefined> {
  try {
    const isInline = sourceMapUrl.startsWith('data:');
    const mapUrl = isInline ? url : new URL(sourceMapUrl, url).href;
    const text = isInline ? readDataUrl(sourceMapUrl) : await readFile(fileURLToPath(mapUrl), 'utf8');
    return AnyMap(JSON.parse(text) as SectionedSourceMapInput, mapUrl);
  } catch {
    // Many packages come without the maps their files name. A breakpoint there is set by the lines of the script.
    return undefined;
  }
}
