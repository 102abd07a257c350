import type { CdpEvent } from '../../../common/cdpClient.ts';
import type { Event } from '../../../common/emitter.ts';

/** What is to happen when V8 stops at a breakpoint. */
export interface StopPlan {
  /** Stay stopped; otherwise the program goes on as soon as the stop is captured. */
  pause: boolean;
  /** Evaluated in the frame that was hit. */
  log?: string;
}

/**
 * A connection to V8's inspector that captures stops at breakpoints by itself, as close to V8 as it can, so that the
 * program goes on at once. Besides V8's own events it fires those named in `ownEvents`.
 */
export interface DebugConnection {
  /** Where the inspector listens; undefined: inside this process. */
  readonly url: string | undefined;
  /** What V8 reports. */
  readonly onEvent: Event<CdpEvent>;
  /** The connection has ended by itself, with the reason; fires once. */
  readonly onClosed: Event<string>;
  /**
   * @param timeout ms
   * @throws Error when V8 refuses, the connection ends or the time is over; the message names the method
   */
  send(method: string, params: Record<string, unknown>, timeout: number): Promise<Record<string, unknown>>;
  /**
   * `Debugger.setBreakpointByUrl`; the plan is known before the first hit.
   * @throws Error like `send`
   */
  setBreakpoint(params: Record<string, unknown>, plan: StopPlan, timeout: number): Promise<Record<string, unknown>>;
  /** Resolves when no stop is being captured: the program goes on from each of those. Never rejects. */
  settled(): Promise<void>;
  /** Ends the connection; never rejects. */
  close(): Promise<void>;
}

/** The events that a connection fires besides those of V8. */
export const ownEvents = {
  /** The program stopped at breakpoints; the parameters are those of `capturedSchema`. */
  captured: 'AsyncScope.captured',
  /** The parameters are those of `skippedSchema`. */
  skipped: 'AsyncScope.skipped',
} as const;

/** Call frames that are kept of a stop. */
export const capturedFrames = 50;

/** The scopes of a frame whose variables are its own, not those of the module or of the program. */
export const ownScopes: readonly string[] = ['local', 'block', 'catch'];

/** V8 forgets what belongs to this group when the program goes on. */
export const pauseGroup = 'backtrace';
