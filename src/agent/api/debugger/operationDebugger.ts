/** A place where the debugger is to stop. */
export interface BreakpointPlace {
  /** Path of the file. */
  file: string;
  /** 1-based. */
  line: number;
  /** An expression; it stops only where that is true. */
  condition?: string | undefined;
}

/** As much of an open debug session as an `AsyncDebugger` needs. */
export interface BreakpointSession {
  /** Sets a breakpoint, which stays until `close`. */
  setBreakpoint(place: BreakpointPlace): Promise<unknown>;
  /** What the session says of itself. */
  readonly statistics: object;
  /** Ends the session and takes back its breakpoints. */
  close(): unknown;
}

/** As much of a debugger as an `AsyncDebugger` needs: it opens sessions with this process. */
export interface BreakpointDebugger {
  /** Opens a session with this process. */
  attach(): Promise<BreakpointSession>;
}

/** One debug session, opened when it is first needed, in which operations run and breakpoints stay set. */
export class OperationDebugger {
  readonly #debugger: BreakpointDebugger;
  #session: Promise<BreakpointSession> | undefined;
  #opened: BreakpointSession | undefined;
  #breakpoints = 0;

  constructor(debug: BreakpointDebugger) {
    this.#debugger = debug;
  }

  get breakpoints(): number {
    return this.#breakpoints;
  }

  /** What the session says of itself; null while none is open. */
  get statistics(): object | null {
    return this.#opened?.statistics ?? null;
  }

  async setBreakpoint(place: BreakpointPlace): Promise<void> {
    const session = await this.open();
    await session.setBreakpoint(place);
    this.#breakpoints += 1;
  }

  async open(): Promise<BreakpointSession> {
    this.#session ??= this.#debugger.attach();
    try {
      this.#opened = await this.#session;
      return this.#opened;
    } catch (error) {
      // The next one may succeed.
      this.#session = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#opened = undefined;
    this.#breakpoints = 0;
    await (await session)?.close();
  }
}
