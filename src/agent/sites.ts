import { platform, scriptUrl } from './platform.ts';

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
/** Frames looked through for the first that is not of Node. */
const callerDepth = 12;
/** Whole stacks that one place is worth in a stretch of time; the callers of a place passed more often are not taken. */
const wholeStacks = 500;
/** ms */
const stretch = 1_000;

/** The function from whose caller on a stack is wanted; it has to be on the stack. */
export type Above = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** A place, and how often it was passed lately. */
class Place {
  readonly site: RawSite;
  #since = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor(site: RawSite) {
    this.site = site;
  }

  /** Whether it is passed so often that its callers are not worth their cost. */
  get isBusy(): boolean {
    const now = platform.now();
    if (now - this.#since > stretch) {
      this.#since = now;
      this.#passed = 0;
    }
    this.#passed += 1;
    return this.#passed > wholeStacks;
  }
}

/**
 * Takes stacks as structured places, never as text: text may have been mapped to sources already, and mapping it twice
 * gives wrong lines.
 */
export class Sites {
  readonly #own: ReadonlySet<string>;
  /** By script and then by position in it: neither needs V8 to look up lines. */
  readonly #known = new Map<string, Map<number, Place>>();
  readonly #byId = new Map<number, RawSite>();
  #count = 0;
  readonly #onNew: (site: RawSite) => void;
  readonly #nextId: () => number;
  #depth = 8;
  #lastScript = '';
  /** What is known of `#lastScript`; undefined: its frames are left out. */
  #last: Map<number, Place> | undefined;

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
    for (const places of this.#known.values()) for (const { site } of places.values()) yield site;
  }

  /** A place of a stack that was just taken. */
  at(id: number): RawSite | undefined {
    return this.#byId.get(id);
  }

  /** Whether `above` was called by the library or by Node itself, and not by the program. Hooks may call each other. */
  isOwnCaller(above: Above): boolean {
    const scripts = callSites(ownFrames, above).map((site) => site.getScriptNameOrSourceURL() ?? '');
    const caller = scripts.find((script) => script !== thisScript) ?? '';
    return caller.startsWith('node:') || this.#own.has(caller);
  }

  /**
   * The user's frames below `above`, innermost first. V8 makes an object of every frame it is asked for, and walks all
   * that is above `above`; so of a place that is passed very often only the place itself is taken.
   * @param hidden how many frames of our own there may be between `above` and the user's
   */
  capture(above: Above, hidden = ownFrames): number[] {
    const here = this.#first(callSites(1 + hidden, above));
    return here?.isBusy ? [here.site.id] : this.#all(callSites(this.#depth + hidden, above));
  }

  /** The same; undefined where `above` was not called by the program, but by Node, by us, or by whom we cannot tell. */
  captureCaller(above: Above): number[] | undefined {
    const here = this.#first(callSites(1, above));
    if (!here) return undefined;
    return here.isBusy ? [here.site.id] : this.#all(callSites(this.#depth + ownFrames, above));
  }

  /** Whether the first frame below `above` that is not of Node is one of ours. */
  isOurs(above: Above): boolean {
    for (const site of callSites(callerDepth, above)) {
      const script = site.getScriptNameOrSourceURL() ?? '';
      if (script !== '' && !script.startsWith('node:')) return this.#own.has(script);
    }
    return false;
  }

  #first(sites: readonly NodeJS.CallSite[]): Place | undefined {
    for (const site of sites) {
      const place = this.#placeOf(site);
      if (place) return place;
    }
    return undefined;
  }

  #all(sites: readonly NodeJS.CallSite[]): number[] {
    const stack: number[] = [];
    for (const site of sites) {
      const place = this.#placeOf(site);
      if (place) stack.push(place.site.id);
      if (stack.length === this.#depth) break;
    }
    return stack;
  }

  /** @returns undefined where it is not the user's */
  #placeOf(site: NodeJS.CallSite): Place | undefined {
    const script = site.getScriptNameOrSourceURL() ?? '';
    // Neighbours on a stack are often of one script.
    if (script !== this.#lastScript) this.#look(script);
    if (this.#last === undefined) return undefined;
    const position = site.getPosition();
    const known = this.#last.get(position);
    if (known) return known;
    return this.#add(this.#last, position, {
      url: scriptUrl(script),
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
      fn: site.getFunctionName() ?? '',
    });
  }

  #look(script: string): void {
    this.#lastScript = script;
    if (script === '' || script.startsWith('node:') || this.#own.has(script)) {
      this.#last = undefined;
      return;
    }
    this.#last = this.#known.get(script) ?? new Map();
    this.#known.set(script, this.#last);
  }

  /** The number of a place of the user's that somebody else took from a stack. */
  idOf({
    script,
    position,
    url,
    line,
    column,
    fn,
  }: Omit<RawSite, 'id'> & { script: string; position: number }): number {
    const places = this.#known.get(script) ?? new Map<number, Place>();
    this.#known.set(script, places);
    return (places.get(position) ?? this.#add(places, position, { url, line, column, fn })).site.id;
  }

  #add(places: Map<number, Place>, position: number, site: Omit<RawSite, 'id'>): Place {
    if (this.#count >= capacity) {
      for (const known of this.#known.values()) known.clear();
      this.#byId.clear();
      this.#count = 0;
    }
    const made = new Place({ id: this.#nextId(), ...site });
    places.set(position, made);
    this.#byId.set(made.site.id, made.site);
    this.#count += 1;
    this.#onNew(made.site);
    return made;
  }
}

const asTheyAre = (_: unknown, sites: readonly NodeJS.CallSite[]): readonly NodeJS.CallSite[] => sites;

/**
 * The call sites below `above`; none where the program does not let its settings for stacks be changed, as with a frozen
 * `Error`: a stack is not worth an exception in the program. Its own settings are put back before anybody can see.
 * @param depth how many at most
 */
export function callSites(depth: number, above: Above): readonly NodeJS.CallSite[] {
  const holder: { stack?: unknown } = {};
  const { stackTraceLimit: limit } = Error;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  try {
    try {
      Error.stackTraceLimit = depth;
      Error.prepareStackTrace = asTheyAre;
      Error.captureStackTrace(holder, above);
      // Reading it is what makes V8 call prepareStackTrace.
      return Array.isArray(holder.stack) ? holder.stack : [];
    } finally {
      // Where one of them may not be set, the other is put back all the same.
      try {
        Error.prepareStackTrace = prepare as typeof Error.prepareStackTrace;
      } finally {
        Error.stackTraceLimit = limit;
      }
    }
  } catch {
    return [];
  }
}

/** What V8 calls the script this code was bundled into: its path, or its URL where it is a module. */
export const ownScript = (): string => callSites(1, callSites)[0]?.getScriptNameOrSourceURL() ?? '';

const thisScript = ownScript();
