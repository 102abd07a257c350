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
/** Frames taken besides those asked for, to make up for our own. */
const ownFrames = 3;

/** The function from whose caller on a stack is wanted; it has to be on the stack. */
export type Above = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/**
 * Takes stacks as structured places, never as text: text may have been mapped to sources already, and mapping it twice
 * gives wrong lines.
 */
export class Sites {
  readonly #own: ReadonlySet<string>;
  /** By script and then by position in it: neither needs V8 to look up lines. */
  readonly #known = new Map<string, Map<number, RawSite>>();
  #count = 0;
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

  *known(): Iterable<RawSite> {
    for (const sites of this.#known.values()) yield* sites.values();
  }

  /**
   * The user's frames below `above`, innermost first. V8 makes an object of every frame it is asked for, so what is
   * above is better not asked for.
   */
  capture(above: Above): number[] {
    return this.#intern(callSites(this.#depth + ownFrames, above));
  }

  /** The same; undefined where `above` was not called by the program, but by Node, by us, or by whom we cannot tell. */
  captureCaller(above: Above): number[] | undefined {
    const sites = callSites(this.#depth + ownFrames, above);
    const caller = sites[0]?.getScriptNameOrSourceURL();
    return sites.length === 0 || this.#isForeign(caller ?? '') ? undefined : this.#intern(sites);
  }

  #isForeign(script: string): boolean {
    return script.startsWith('node:') || this.#own.has(script);
  }

  #intern(sites: readonly NodeJS.CallSite[]): number[] {
    const stack: number[] = [];
    for (const site of sites) {
      if (stack.length === this.#depth) break;
      const script = site.getScriptNameOrSourceURL() ?? '';
      if (script === '' || this.#isForeign(script)) continue;
      stack.push(this.#idOf(script, site));
    }
    return stack;
  }

  #idOf(script: string, site: NodeJS.CallSite): number {
    const known = this.#known.get(script)?.get(site.getPosition());
    return known ? known.id : this.#add(script, site).id;
  }

  #add(script: string, site: NodeJS.CallSite): RawSite {
    if (this.#count >= capacity) {
      this.#known.clear();
      this.#count = 0;
    }
    const made = {
      id: this.#nextId(),
      url: scriptUrl(script),
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
      fn: site.getFunctionName() ?? '',
    };
    const sites = this.#known.get(script) ?? new Map<number, RawSite>();
    this.#known.set(script, sites.set(site.getPosition(), made));
    this.#count += 1;
    this.#onNew(made);
    return made;
  }
}

/**
 * The call sites below `above`; none where the program does not let its settings for stacks be changed, as with a frozen
 * `Error`: a stack is not worth an exception in the program.
 * @param depth how many at most
 */
export function callSites(depth: number, above: Above): readonly NodeJS.CallSite[] {
  try {
    return takeCallSites(depth, above);
  } catch {
    return [];
  }
}

/** The program's own settings for stacks are put back before anybody can see. */
function takeCallSites(depth: number, above: Above): readonly NodeJS.CallSite[] {
  const holder: { stack?: unknown } = {};
  const limit = Error.stackTraceLimit;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = depth;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, above);
    // Reading it is what makes V8 call prepareStackTrace.
    return Array.isArray(holder.stack) ? holder.stack : [];
  } finally {
    // Unlike an assignment, this does not throw where one of them may not be set: the other is put back all the same.
    Reflect.set(Error, 'prepareStackTrace', prepare);
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}

/** What V8 calls the script this code was bundled into: its path, or its URL where it is a module. */
export const ownScript = (): string => callSites(1, callSites)[0]?.getScriptNameOrSourceURL() ?? '';
