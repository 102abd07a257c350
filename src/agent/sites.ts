import { scriptUrl } from './platform.ts';

/** A generated place as V8 tells it. */
export interface RawSite {
  id: number;
  url: string;
  line: number;
  column: number;
  fn: string;
}

/** Sites remembered; a program that makes more has generated code, and gets new numbers for old places. */
const capacity = 20_000;
/** Frames taken above those asked for, to make up for our own. */
const ownFrames = 6;

/**
 * Takes stacks as structured places, never as text: text may have been mapped to sources already, and mapping it twice
 * gives wrong lines.
 */
export class Sites {
  readonly #own: ReadonlySet<string>;
  readonly #known = new Map<string, RawSite>();
  readonly #onNew: (site: RawSite) => void;
  readonly #nextId: () => number;
  #depth = 8;

  /**
   * @param own the scripts of the agent and the library, whose frames are left out
   * @param onNew called once for each place, before a stack with it is returned
   */
  constructor(own: ReadonlySet<string>, nextId: () => number, onNew: (site: RawSite) => void) {
    this.#own = own;
    this.#nextId = nextId;
    this.#onNew = onNew;
  }

  set depth(frames: number) {
    this.#depth = frames;
  }

  get known(): Iterable<RawSite> {
    return this.#known.values();
  }

  /** The user's frames, innermost first. */
  capture(): number[] {
    return this.#intern(callSites(this.#depth + ownFrames));
  }

  #intern(sites: readonly NodeJS.CallSite[]): number[] {
    const stack: number[] = [];
    for (const site of sites) {
      if (stack.length === this.#depth) break;
      const script = site.getScriptNameOrSourceURL() ?? '';
      if (script === '' || script.startsWith('node:') || this.#own.has(script)) continue;
      stack.push(this.#idOf(script, site));
    }
    return stack;
  }

  #idOf(script: string, site: NodeJS.CallSite): number {
    const line = site.getLineNumber() ?? 0;
    const column = site.getColumnNumber() ?? 0;
    const key = `${script}:${line}:${column}`;
    const known = this.#known.get(key);
    if (known) return known.id;
    if (this.#known.size >= capacity) this.#known.clear();
    const made = { id: this.#nextId(), url: scriptUrl(script), line, column, fn: site.getFunctionName() ?? '' };
    this.#known.set(key, made);
    this.#onNew(made);
    return made.id;
  }
}

/**
 * The call sites of the caller and below. The program's own settings for stacks are put back before anybody can see.
 * @param depth how many at most
 */
function callSites(depth: number): readonly NodeJS.CallSite[] {
  const holder: { stack?: unknown } = {};
  const limit = Error.stackTraceLimit;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = depth;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, callSites);
    // Reading it is what makes V8 call prepareStackTrace.
    return Array.isArray(holder.stack) ? holder.stack : [];
  } catch {
    // A frozen Error, say: a stack is not worth an exception in the program.
    return [];
  } finally {
    Reflect.set(Error, 'prepareStackTrace', prepare);
    Error.stackTraceLimit = limit;
  }
}

/** What V8 calls the script this code was bundled into: its path, or its URL where it is a module. */
export const ownScript = (): string => callSites(1)[0]?.getScriptNameOrSourceURL() ?? '';
