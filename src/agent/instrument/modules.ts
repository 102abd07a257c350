import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../common/errors.ts';
import { patch } from './patch.ts';

/** What is watched for as modules are loaded. */
export interface Modules {
  /** The packages that matter, by name; for each, the local names of functions whose default export is to be replaced. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
  /** A module of a package has been loaded. @returns what is to be exported in its place */
  loaded(name: string, version: number, exports: object): unknown;
}

interface Place {
  name: string;
  folder: string;
}

type Loading = (request: string, parent: unknown) => unknown;
interface LoadResult {
  format?: string | null;
  source?: unknown;
}
type NextLoad = (url: string, context: unknown) => LoadResult;
interface Hooks {
  registerHooks?(hooks: { load(url: string, context: unknown, next: NextLoad): LoadResult }): { deregister(): void };
}

/** In the source of a module: the way to the agent. */
const entry = 'async-scope.modules';

/**
 * Sees packages as they are loaded: CommonJS through Node's own loading function, modules with a line after their last,
 * which tells of their exports, by Node's hooks. Node 20 has no such hooks: there, what is loaded as a module only is not
 * seen.
 */
export function watchModules(modules: Modules): () => void {
  const placeOf = (path: string): Place | undefined => {
    const at = path.lastIndexOf('/node_modules/');
    if (at < 0) return undefined;
    const [first = '', second = ''] = path.slice(at + 14).split('/');
    const name = first.startsWith('@') ? `${first}/${second}` : first;
    return modules.packages.has(name) ? { name, folder: join(path.slice(0, at + 13), name) } : undefined;
  };
  const versions = new Map<string, number>();
  const versionOf = ({ folder }: Place): number => {
    const known = versions.get(folder) ?? majorIn(join(folder, 'package.json'));
    versions.set(folder, known);
    return known;
  };
  const told = (place: Place, exports: unknown): unknown =>
    (typeof exports === 'object' && exports !== null) || typeof exports === 'function'
      ? modules.loaded(place.name, versionOf(place), exports)
      : exports;

  const resolve = Reflect.get(Module, '_resolveFilename') as Loading;
  const undoCommonJs = patch(Module, '_load', ({ args, original }) => {
    const exports = original();
    const [request, parent] = args;
    if (typeof request !== 'string') return exports;
    if (!modules.packages.has(request) && !request.includes('node_modules')) return exports;
    try {
      const path = modules.packages.has(request) ? String(resolve.call(Module, request, parent)) : request;
      const place = placeOf(path.replaceAll('\\', '/'));
      return place ? told(place, exports) : exports;
    } catch (error) {
      warn(request, error);
      return exports;
    }
  });

  Object.defineProperty(globalThis, Symbol.for(entry), {
    value: (url: string, exports: unknown) => {
      const place = placeOf(fileURLToPath(url).replaceAll('\\', '/'));
      return place ? told(place, exports) : exports;
    },
    enumerable: false,
    configurable: true,
  });
  const hooks = (Module as unknown as Hooks).registerHooks?.({
    load(url, context, next) {
      const result = next(url, context);
      if (result.format !== 'module' || !url.startsWith('file:') || !url.includes('/node_modules/')) return result;
      const place = placeOf(decodeURIComponent(new URL(url).pathname));
      if (!place || (typeof result.source !== 'string' && !(result.source instanceof Uint8Array))) return result;
      const source = typeof result.source === 'string' ? result.source : Buffer.from(result.source).toString();
      return { ...result, source: source + addition(url, source, modules.packages.get(place.name) ?? []) };
    },
  });
  return () => {
    undoCommonJs();
    hooks?.deregister();
    Reflect.deleteProperty(globalThis, Symbol.for(entry));
  };
}

/** Comes after the last line, so that no line moves. A function that is the default export is given its replacement. */
function addition(url: string, source: string, locals: readonly string[]): string {
  const call = `globalThis[Symbol.for(${JSON.stringify(entry)})]`;
  const replaced = locals.find((local) => source.includes(`export default function ${local}(`));
  if (replaced !== undefined) {
    return `\n${replaced} = ${call}?.(${JSON.stringify(url)}, { default: ${replaced} })?.default ?? ${replaced};\n`;
  }
  return `\nimport * as asyncScopeSelf from ${JSON.stringify(url)};\n${call}?.(${JSON.stringify(url)}, asyncScopeSelf);\n`;
}

function majorIn(file: string): number {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  return Number.parseInt(String(manifest.version), 10);
}

function warn(request: string, error: unknown): void {
  process.emitWarning(`Async Scope does not watch ${request}: ${messageOf(error)}`);
}
