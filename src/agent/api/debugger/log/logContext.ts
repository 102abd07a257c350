import type { AgentEvent, ProgramKey } from '../../../../protocol/events.ts';

/** Places remembered of each program; the agent tells none it has forgotten itself. */
const mostSites = 20_000;

interface Told {
  hello: string;
  readonly sites: Map<number, string>;
  /** What the file being written has of it. */
  inFile: { hello: boolean; readonly sites: Set<number> };
}

const nothing = (): Told['inFile'] => ({ hello: false, sites: new Set() });

/** What a reader needs to understand an event: the greeting of its program, and the places it refers to. */
export class LogContext {
  readonly #programs = new Map<ProgramKey, Told>();

  /** A new file begins, which has nothing yet. */
  restart(): void {
    for (const told of this.#programs.values()) told.inFile = nothing();
  }

  /** Remembers a greeting or a place; to be called with every event, also with those that are not written. */
  remember(program: ProgramKey, event: AgentEvent, line: string): void {
    if (event.type === 'hello') this.#told(program).hello = line;
    else if (event.type === 'site') {
      const { sites } = this.#told(program);
      sites.set(event.id, line);
      if (sites.size > mostSites) sites.delete(sites.keys().next().value ?? 0);
    }
  }

  /**
   * The event is about to be written.
   * @returns the lines that have to be written before it, because the file lacks them
   */
  linesBefore(program: ProgramKey, event: AgentEvent): string {
    const { hello, sites, inFile } = this.#told(program);
    let lines = '';
    if (!inFile.hello && event.type !== 'hello') lines += hello;
    inFile.hello = true;
    if (event.type === 'site') inFile.sites.add(event.id);
    for (const id of sitesOf(event)) {
      if (inFile.sites.has(id)) continue;
      inFile.sites.add(id);
      lines += sites.get(id) ?? '';
    }
    return lines;
  }

  /** Nothing more is to come from a program. */
  forget(program: ProgramKey): void {
    this.#programs.delete(program);
  }

  #told(program: ProgramKey): Told {
    let told = this.#programs.get(program);
    if (!told) {
      told = { hello: '', sites: new Map(), inFile: nothing() };
      this.#programs.set(program, told);
    }
    return told;
  }
}

const none: readonly number[] = [];

function sitesOf(event: AgentEvent): readonly number[] {
  if ('stack' in event) return event.stack;
  return event.type === 'violation' ? [...event.enterStack, ...event.exitStack] : none;
}
