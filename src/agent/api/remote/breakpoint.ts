import type { CodePlace } from './debugEvents.ts';

/** Where to stop, and what to do there. */
export interface BreakpointRequest {
  /** A path, absolute or from the working directory, or a URL; of what runs, or of its source where there is a map. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1; the first place of the line where V8 can stop unless given. */
  column?: number;
  /** An expression that V8 evaluates at the place; only when it is true the breakpoint is hit. */
  condition?: string;
  /** An expression that is evaluated when the breakpoint is hit and told with the hit; may run 1 s. */
  log?: string;
  /**
   * Whether the program stands still when the breakpoint is hit, until somebody lets it go on. Otherwise it goes on as
   * soon as the hit was captured. Unless given, another process pauses and this one does not.
   */
  pause?: boolean;
}

/** A breakpoint of a session. */
export interface Breakpoint extends Readonly<BreakpointRequest> {
  /** Unique within the session. */
  readonly id: string;
  /** Whether the program stands still when it is hit. */
  readonly pause: boolean;
  /** Where V8 put it; none while its file is not loaded. */
  readonly locations: readonly CodePlace[];
  /** How often it was hit. */
  readonly hits: number;
}

/** @throws TypeError or RangeError that says what is wrong */
export function checkBreakpoint({ file, line, column }: BreakpointRequest): void {
  if (typeof file !== 'string' || file === '') throw new TypeError('A breakpoint needs the path of a file.');
  for (const [name, value] of Object.entries({ line, column: column ?? 1 })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`The ${name} of a breakpoint is ${value}; it must be a whole number from 1.`);
    }
  }
}
