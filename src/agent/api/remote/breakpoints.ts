import * as v from 'valibot';
import { ExpectedError } from '../../../common/errors.ts';
import { type Breakpoint, type BreakpointRequest, checkBreakpoint } from './breakpoint.ts';
import type { StopPlan } from './debugConnection.ts';
import type { CodePlace } from './debugEvents.ts';
import { EvaluationError } from './remoteValue.ts';
import { scriptNames, scriptPattern } from './scriptNames.ts';
import type { Script, Scripts } from './scripts.ts';
import { breakpointSetSchema, evaluatedSchema, type V8Location } from './v8Protocol.ts';

/** A breakpoint with what V8 knows of it. */
class SetBreakpoint implements Breakpoint {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
  readonly condition: string | undefined;
  readonly log: string | undefined;
  readonly pause: boolean;
  readonly locations: CodePlace[] = [];
  hits = 0;
  /** What its file may be called. */
  readonly names: readonly string[];
  /** What V8 calls it, in each script it is in. */
  readonly v8Ids = new Set<string>();
  /** The scripts it was led into by their source maps. */
  readonly scripts = new Set<Script>();

  constructor(id: string, { file, line, column, condition, log }: BreakpointRequest, pause: boolean) {
    this.id = id;
    this.file = file;
    this.line = line;
    this.column = column;
    this.condition = condition;
    this.log = log;
    this.pause = pause;
    this.names = scriptNames(file);
  }
}

export interface BreakpointsOptions {
  scripts: Scripts;
  /** Whether a breakpoint that does not say so pauses. */
  pause: boolean;
  call(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  set(params: Record<string, unknown>, plan: StopPlan): Promise<Record<string, unknown>>;
  /** V8 has put it somewhere after it was set. */
  onResolved(breakpoint: Breakpoint, location: CodePlace): void;
}

/** The breakpoints of one session. */
export class Breakpoints {
  readonly #options: BreakpointsOptions;
  readonly #all = new Map<string, SetBreakpoint>();
  readonly #byV8Id = new Map<string, SetBreakpoint>();
  #count = 0;
  #hits = 0;

  constructor(options: BreakpointsOptions) {
    this.#options = options;
  }

  get all(): readonly Breakpoint[] {
    return [...this.#all.values()];
  }

  /** How many were ever set. */
  get count(): number {
    return this.#count;
  }

  /** The hits of all there ever were. */
  get hits(): number {
    return this.#hits;
  }

  /** @throws Error like `DebugSession.setBreakpoint` */
  async add(request: BreakpointRequest): Promise<Breakpoint> {
    checkBreakpoint(request);
    for (const name of ['condition', 'log'] as const) await this.#compile(name, request[name]);
    const breakpoint = new SetBreakpoint(`b${(this.#count += 1)}`, request, request.pause ?? this.#options.pause);
    this.#all.set(breakpoint.id, breakpoint);
    try {
      const scripts = await this.#options.scripts.madeFrom(breakpoint.names);
      for (const script of scripts) await this.#setInScript(breakpoint, script);
      if (breakpoint.scripts.size === 0) {
        await this.#set(breakpoint, scriptPattern(breakpoint.names), breakpoint.line, breakpoint.column);
      } else if (breakpoint.v8Ids.size === 0) {
        throw new ExpectedError(
          `No code was made from line ${breakpoint.line} of ${breakpoint.file}: choose another line.`,
        );
      }
    } catch (error) {
      await this.remove(breakpoint.id);
      throw error;
    }
    return breakpoint;
  }

  /** @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    const breakpoint = this.#all.get(id);
    if (!breakpoint) return false;
    this.#all.delete(id);
    await this.#clear(breakpoint);
    return true;
  }

  /** What a script that was loaded late was made from may have breakpoints. */
  async onScript(script: Script): Promise<void> {
    for (const breakpoint of this.#all.values()) {
      if (!(await this.#options.scripts.isMadeFrom(script, breakpoint.names))) continue;
      // A line of the source is not that line of the script, even where both have one name.
      if (breakpoint.scripts.size === 0) await this.#clear(breakpoint);
      await this.#setInScript(breakpoint, script);
    }
  }

  onResolved(v8Id: string, location: V8Location): void {
    const breakpoint = this.#byV8Id.get(v8Id);
    if (breakpoint) this.#options.onResolved(breakpoint, this.#place(breakpoint, location));
  }

  /** @returns our breakpoint of V8's; undefined when it was removed meanwhile */
  hit(v8Id: string, times: number): Breakpoint | undefined {
    const breakpoint = this.#byV8Id.get(v8Id);
    this.#hits += times;
    if (breakpoint) breakpoint.hits += times;
    return breakpoint;
  }

  async #setInScript(breakpoint: SetBreakpoint, script: Script): Promise<void> {
    if (breakpoint.scripts.has(script)) return;
    breakpoint.scripts.add(script);
    const { names, line: wanted, column: from } = breakpoint;
    const places = await this.#options.scripts.generated(script, names, wanted, from);
    for (const { line, column } of places) await this.#set(breakpoint, scriptPattern([script.url]), line, column);
  }

  async #set(breakpoint: SetBreakpoint, urlRegex: string, line: number, column: number | undefined): Promise<void> {
    const { condition, log, pause } = breakpoint;
    const columnNumber = column === undefined ? undefined : column - 1;
    const params = { urlRegex, lineNumber: line - 1, columnNumber, condition };
    const { breakpointId, locations } = v.parse(breakpointSetSchema, await this.#options.set(params, { pause, log }));
    breakpoint.v8Ids.add(breakpointId);
    this.#byV8Id.set(breakpointId, breakpoint);
    for (const location of locations) this.#place(breakpoint, location);
  }

  async #clear(breakpoint: SetBreakpoint): Promise<void> {
    breakpoint.locations.length = 0;
    for (const breakpointId of breakpoint.v8Ids) {
      breakpoint.v8Ids.delete(breakpointId);
      this.#byV8Id.delete(breakpointId);
      await this.#options.call('Debugger.removeBreakpoint', { breakpointId });
    }
  }

  #place(breakpoint: SetBreakpoint, location: V8Location): CodePlace {
    const place = this.#options.scripts.place(location);
    breakpoint.locations.push(place);
    return place;
  }

  /** V8 takes what it cannot compile for false, without a word. */
  async #compile(name: string, expression: string | undefined): Promise<void> {
    if (expression === undefined) return;
    const params = { expression: `(${expression}\n)`, sourceURL: '', persistScript: false };
    const { exceptionDetails } = v.parse(evaluatedSchema, await this.#options.call('Runtime.compileScript', params));
    if (!exceptionDetails) return;
    const { message } = new EvaluationError(exceptionDetails);
    throw new ExpectedError(`The ${name} of a breakpoint is no expression: ${expression} (${message})`);
  }
}
