import * as v from 'valibot';
import type { Disposable } from '../../../common/disposable.ts';
import { ExpectedError, messageOf } from '../../../common/errors.ts';
import { platform } from '../../platform.ts';
import type { Breakpoint, BreakpointRequest } from './breakpoint.ts';
import { Breakpoints } from './breakpoints.ts';
import type { DebugConnection } from './debugConnection.ts';
import { type CallFrame, DebugEvents, type DebugEventKind, type DebugEventOf } from './debugEvents.ts';
import type { OpenedTarget } from './openTarget.ts';
import { ProgramView } from './programView.ts';
import { EvaluationError, type RemoteValue, remoteValue } from './remoteValue.ts';
import { Scripts } from './scripts.ts';
import { evaluatedSchema, type V8CallFrame } from './v8Protocol.ts';

/** How to connect, and what to keep. */
export interface DebugSessionOptions {
  /** ms to find the program and connect to it. */
  timeout?: number;
  /** Events that are kept; 200 unless given. */
  history?: number;
  /** Tell what the program writes with `console`; unless given, that of another process. */
  console?: boolean;
  /**
   * Only where a process debugs itself: ms after which a thread that a breakpoint with `pause` has stopped goes on when
   * nobody else, such as an editor, has let it; 10 s unless given, Infinity: never.
   */
  longestPause?: number;
}

/** What a session is attached to. */
export interface AttachedProcess {
  /** Process id. */
  readonly pid: number;
  /** Where its inspector listens; undefined: this process itself. */
  readonly url: string | undefined;
}

/** Where and how long an expression is evaluated. */
export interface EvaluateOptions {
  /** Of the frames where the program stopped, counted from the innermost, 0; unless given, 0 while it is paused. */
  frame?: number;
  /** Wait for the promise the expression gives; not while the program is paused. */
  awaitPromise?: boolean;
  /** ms the expression may run; 5 s unless given. */
  timeout?: number;
}

/** What a session did so far. */
export interface DebugSessionStatistics {
  /** Breakpoints ever set. */
  breakpoints: number;
  /** Hits of all breakpoints ever set. */
  hits: number;
  /** Hits of the breakpoints there are, by their id. */
  hitsByBreakpoint: Readonly<Record<string, number>>;
  /** Expressions evaluated. */
  evaluations: number;
  /** Events told. */
  events: number;
  /** Calls that V8 has answered. */
  calls: number;
  /** Mean time until V8 answered, ms; 0 without a call. */
  roundTrip: number;
}

/** ms */
const callTimeout = 5_000;
/** ms to reach the next stop of a step or a pause. */
const stepTimeout = 30_000;
/** ms more than V8 has itself, so that its own answer comes first. */
const grace = 2_000;
const objectGroup = 'async-scope';

let lastId = 0;

/**
 * A debugger attached to one process. It keeps no process alive, except while a call waits for its answer. End it with
 * `close` or `await using`.
 */
export class DebugSession {
  /** Unique within the process. */
  readonly id = `debug-${(lastId += 1)}`;
  /** What it is attached to. */
  readonly target: AttachedProcess;
  /** What has happened, and what will. */
  readonly events: DebugEvents;
  readonly #connection: DebugConnection;
  /** Debugging the thread this code runs in, which cannot be left standing. */
  readonly #isOwnThread: boolean;
  readonly #breakpoints: Breakpoints;
  readonly #program: ProgramView;
  #askedForStop = false;
  #evaluations = 0;
  #calls = 0;
  #callTime = 0;
  readonly #end: (reason: string) => void;
  #closing: Promise<void> | undefined;

  /** @internal Use `RemoteDebugger.attach`. */
  constructor(opened: OpenedTarget, options: DebugSessionOptions, onEnd: (session: DebugSession) => void) {
    const { connection, pid, isOwnThread } = opened;
    const isOther = connection.url !== undefined;
    const scripts = new Scripts();
    this.#connection = connection;
    this.target = { pid, url: connection.url };
    this.#isOwnThread = isOwnThread;
    this.events = new DebugEvents(options.history ?? 200);
    this.#breakpoints = new Breakpoints({
      scripts,
      pause: isOther,
      call: (method, params) => this.#call(method, params),
      set: (params, plan) => this.#measure(connection.setBreakpoint(params, plan, callTimeout)),
      onResolved: ({ id }, location) => this.#program.tell('breakpoint-resolved', { breakpoint: id, location }),
    });
    const { events } = this;
    const breakpoints = this.#breakpoints;
    this.#program = new ProgramView({ events, scripts, breakpoints, console: options.console ?? isOther });
    connection.onEvent((event) => this.#program.receive(event));
    this.#end = (reason) => {
      if (this.#program.end(reason)) onEnd(this);
    };
    connection.onClosed(this.#end);
  }

  /** @internal */
  async start(): Promise<void> {
    await Promise.all([this.#call('Runtime.enable', {}), this.#call('Debugger.enable', {})]);
  }

  /** Of the program: whether it runs or stands still; `ended` when the session is over. */
  get state(): 'running' | 'paused' | 'ended' {
    return this.#program.state;
  }

  /** Those that are set. */
  get breakpoints(): readonly Breakpoint[] {
    return this.#breakpoints.all;
  }

  /** Where the program is paused, innermost first; empty while it runs. */
  get callFrames(): readonly CallFrame[] {
    return this.#program.placed(this.#program.frames);
  }

  /** What the session did so far. */
  get statistics(): DebugSessionStatistics {
    return {
      breakpoints: this.#breakpoints.count,
      hits: this.#breakpoints.hits,
      hitsByBreakpoint: Object.fromEntries(this.#breakpoints.all.map(({ id, hits }) => [id, hits])),
      evaluations: this.#evaluations,
      events: this.events.count,
      calls: this.#calls,
      roundTrip: this.#calls === 0 ? 0 : this.#callTime / this.#calls,
    };
  }

  /** @returns what ends the subscription */
  on<K extends DebugEventKind>(kind: K, listener: (event: DebugEventOf<K>) => void): Disposable {
    return this.events.on(kind, listener);
  }

  /**
   * Sets a breakpoint. In a file that is not loaded yet it is put as soon as that is, which an event tells. In a
   * source file with a source map it is put into what was made of it; where that is loaded only later, its first lines
   * may have run before. While nothing that is loaded has code there, or after there, its `locations` are empty.
   * @throws TypeError or RangeError for a place that cannot be, Error when V8 refuses
   */
  async setBreakpoint(request: BreakpointRequest): Promise<Breakpoint> {
    this.#mustBeOpen();
    return this.#breakpoints.add(request);
  }

  /**
   * @param breakpoint what `setBreakpoint` gave, or its id
   * @returns whether there was one
   */
  async removeBreakpoint(breakpoint: Breakpoint | string): Promise<boolean> {
    this.#mustBeOpen();
    return this.#breakpoints.remove(typeof breakpoint === 'string' ? breakpoint : breakpoint.id);
  }

  /**
   * Evaluates an expression in the program: in a frame while it is paused, else as at the top of a script, where
   * `require` is there too.
   * @throws EvaluationError with the program's own message when the expression fails; Error when it takes too long
   */
  async evaluate(expression: string, options: EvaluateOptions = {}): Promise<RemoteValue> {
    this.#mustBeOpen();
    const { awaitPromise = false, timeout = callTimeout } = options;
    const frame = this.#frame(options);
    this.#evaluations += 1;
    const common = { expression, generatePreview: true, objectGroup, timeout };
    const answer = frame
      ? this.#call('Debugger.evaluateOnCallFrame', { ...common, callFrameId: frame.callFrameId }, timeout + grace)
      : this.#call('Runtime.evaluate', { ...common, awaitPromise, includeCommandLineAPI: true }, timeout + grace);
    const { result, exceptionDetails } = v.parse(
      evaluatedSchema,
      await answer.catch((error: unknown) => {
        const why = messageOf(error);
        if (why.endsWith('Execution was terminated')) {
          throw new Error(`The expression ran longer than ${timeout} ms and was stopped: ${expression}`);
        }
        // V8 stops what runs, and waits for a promise as long as it takes.
        if (!why.includes('was not answered within')) throw error;
        throw new Error(`There was no result after ${timeout} ms: ${expression}`);
      }),
    );
    // Nothing in the program may stay alive because it was looked at.
    this.#call('Runtime.releaseObjectGroup', { objectGroup }).catch(() => undefined);
    if (exceptionDetails) throw new EvaluationError(exceptionDetails);
    return remoteValue(result);
  }

  /**
   * Stops the program at what it executes next; where it is paused already, it stays.
   * @param timeout ms until it must have come to that
   * @throws Error when it stays idle so long, and when it would be this very thread
   */
  async pause(timeout = stepTimeout): Promise<DebugEventOf<'paused'>> {
    this.#mustBeOpen();
    if (this.#isOwnThread) {
      throw new ExpectedError(
        'A thread that pauses itself cannot let itself go on: set a breakpoint, or attach from another thread or process.',
      );
    }
    return this.#program.stop ?? this.#untilPaused('Debugger.pause', timeout);
  }

  /** @throws Error when the program is not paused */
  async resume(): Promise<void> {
    this.#mustBePaused();
    const resumed = this.events.next('resumed', callTimeout);
    await Promise.all([this.#call('Debugger.resume', {}), resumed]);
  }

  /**
   * To the next line of the same function, or of its caller.
   * @param timeout ms until the program must have stopped again
   * @throws Error when the program is not paused, or runs on for so long
   */
  async stepOver(timeout = stepTimeout): Promise<DebugEventOf<'paused'>> {
    this.#mustBePaused();
    return this.#untilPaused('Debugger.stepOver', timeout);
  }

  /** Into the function that is called next; otherwise like `stepOver`. */
  async stepIn(timeout = stepTimeout): Promise<DebugEventOf<'paused'>> {
    this.#mustBePaused();
    return this.#untilPaused('Debugger.stepInto', timeout);
  }

  /** Out of the function; otherwise like `stepOver`. */
  async stepOut(timeout = stepTimeout): Promise<DebugEventOf<'paused'>> {
    this.#mustBePaused();
    return this.#untilPaused('Debugger.stepOut', timeout);
  }

  /** Takes back all it set, lets the program go on, and ends the connection; never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The same as `close`, without waiting for it. */
  [Symbol.dispose](): void {
    void this.close();
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    if (this.state === 'ended') return;
    // First, so that no breakpoint stops the program again after it was let go on. Where another debugger is attached, V8
    // does not let it go on by itself when we leave in the middle of a stop.
    await Promise.allSettled([this.#call('Debugger.setBreakpointsActive', { active: false })]);
    await this.#connection.settled();
    const calls: Promise<unknown>[] = [];
    if (this.#madeItStop()) calls.push(this.#call('Debugger.resume', {}));
    calls.push(this.#call('Debugger.disable', {}), this.#call('Runtime.discardConsoleEntries', {}));
    calls.push(this.#call('Runtime.disable', {}));
    // A program that died meanwhile has nothing to take back.
    await Promise.allSettled(calls);
    await this.#connection.close();
    this.#end('it was closed');
  }

  /** A stop that another debugger made is not ours to end. */
  #madeItStop(): boolean {
    const { stop } = this.#program;
    return stop !== undefined && (this.#askedForStop || stop.breakpoints.length > 0);
  }

  #call(method: string, params: Record<string, unknown>, timeout = callTimeout): Promise<Record<string, unknown>> {
    return this.#measure(this.#connection.send(method, params, timeout));
  }

  async #measure<T>(answer: Promise<T>): Promise<T> {
    const start = platform.now();
    const result = await answer;
    this.#calls += 1;
    this.#callTime += platform.now() - start;
    return result;
  }

  async #untilPaused(method: string, timeout: number): Promise<DebugEventOf<'paused'>> {
    this.#askedForStop = true;
    const paused = this.events.next('paused', timeout);
    const [event] = await Promise.all([paused, this.#call(method, {})]);
    return event;
  }

  /** The frame to evaluate in; undefined: none, while the program runs. */
  #frame({ frame, awaitPromise }: EvaluateOptions): V8CallFrame | undefined {
    if (frame !== undefined) this.#mustBePaused();
    if (this.state !== 'paused') return undefined;
    if (awaitPromise) throw new ExpectedError('A paused program settles no promise: resume it first.');
    const { frames } = this.#program;
    const found = frames[frame ?? 0];
    if (found) return found;
    throw new RangeError(`There is no frame ${frame}: the program stopped with ${frames.length} frames, from 0.`);
  }

  #mustBeOpen(): void {
    if (this.state === 'ended') throw new ExpectedError(`Debug session ${this.id} has ended: attach again.`);
  }

  #mustBePaused(): void {
    this.#mustBeOpen();
    if (this.state === 'paused') return;
    throw new ExpectedError('The program is not paused: pause it, or wait until it hits a breakpoint that pauses.');
  }
}
