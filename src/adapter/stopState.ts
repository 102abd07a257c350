import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventOf, ProgramKey } from '../protocol/events.ts';
import type { ProblemFacts } from '../protocol/problemFacts.ts';

/** A violation and the program it happened in. */
export interface ReportedViolation {
  program: ProgramKey;
  violation: EventOf<'violation'>;
}

/** A violation or another problem in words. */
export interface StopText {
  title: string;
  sentence: string;
  usualCauses: readonly string[];
  /** Who had a part in it and where, the one that matters most first. */
  places?: readonly StopPlace[];
}

/** A place in the source with what happened there; `line` and `column` are 1-based. */
export interface StopPlace {
  label: string;
  path: string;
  line: number;
  column: number;
}

/** The task and the scope in which a program is stopped, by number; 0 stands for none. */
export interface Whereabouts {
  program: ProgramKey;
  task: number;
  scope: number;
}

/** A stop that the host asked the agent for, since only the host sees the problem. */
export interface AskedStop {
  facts: ProblemFacts;
  text: StopText;
}

/** The function of the agent that stops because it was asked to. */
const stopAsked = 'stopAsked';

/**
 * Knows whether the session is stopped at our trap. What the debugger says (`stopped`) and what V8 says (`paused`,
 * the agent's events) come over different connections in no fixed order, so each is used as far as it is there.
 */
export class StopState {
  #trapBreakpoint: string | undefined;
  /** What V8 named as the breakpoints it paused at; undefined while it runs, as far as we have heard. */
  #pausedAt: readonly unknown[] | undefined;
  #violation: ReportedViolation | undefined;
  #isTrapStop = false;
  #expected: AskedStop | undefined;
  /** What V8 said of the present stop; undefined as long as it has said nothing. */
  #isAsked: boolean | undefined;
  #whereabouts: Whereabouts | undefined;

  /** The editor shows a stop at our trap. */
  get isTrapStop(): boolean {
    return this.#isTrapStop;
  }

  /** V8 holds the program in a pause of any kind. */
  get isPaused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** The violation that was reported last before the present stop, if it has arrived. */
  get violation(): ReportedViolation | undefined {
    return this.#violation;
  }

  /** Where in its tasks the program is stopped, as soon as it has said so. */
  get whereabouts(): Whereabouts | undefined {
    if (this.asked) return undefined;
    const reported = this.#isTrapStop ? this.#violation : undefined;
    if (!reported) return this.#whereabouts;
    const { program, violation } = reported;
    return { program, task: violation.currentTask, scope: this.#whereabouts?.scope ?? 0 };
  }

  /** @param whereabouts of the present pause */
  onWhereabouts(whereabouts: Whereabouts): void {
    if (this.isPaused) this.#whereabouts = whereabouts;
  }

  /** The stop at the trap is one that was asked for. */
  get asked(): AskedStop | undefined {
    return (this.#isAsked ?? this.#violation === undefined) ? this.#expected : undefined;
  }

  /**
   * A stop was asked for, or will not come (undefined).
   * @returns false while another one is under way, or the program is stopped
   */
  expect(stop: AskedStop | undefined): boolean {
    if (stop && (this.#expected || this.isPaused)) return false;
    this.#expected = stop;
    return true;
  }

  /** @param breakpoint the name V8 gave to the breakpoint on the trap line; undefined when there is none */
  setTrapBreakpoint(breakpoint: string | undefined): void {
    this.#trapBreakpoint = breakpoint;
  }

  onViolation(reported: ReportedViolation): void {
    this.#violation = reported;
  }

  /**
   * @param hitBreakpoints the names V8 gave to the breakpoints it paused at
   * @param functions on the stack, innermost first
   */
  onPaused(hitBreakpoints: readonly unknown[], functions: readonly unknown[] = []): void {
    this.#pausedAt = hitBreakpoints;
    // The trap itself is in front of it, and what set it off.
    this.#isAsked = functions[2] === stopAsked;
  }

  onResumed(): void {
    if (this.asked && this.#isTrapStop) this.#expected = undefined;
    this.#isAsked = undefined;
    this.#whereabouts = undefined;
    this.#pausedAt = undefined;
    this.#violation = undefined;
  }

  /**
   * Judges a `stopped` event. The debugger names the breakpoints of the user that were hit; it does not know the one
   * on the trap line, so the list is there and empty. That is also so for `debug(fn)` typed in the console, which
   * only V8's own word tells apart.
   */
  onStopped(body: DebugProtocol.StoppedEvent['body']): boolean {
    const trap = this.#trapBreakpoint;
    const mayBeTrap = trap !== undefined && body.reason === 'breakpoint' && body.hitBreakpointIds?.length === 0;
    this.#isTrapStop = mayBeTrap && (this.#pausedAt?.includes(trap) ?? true);
    return this.#isTrapStop;
  }

  /** The top frame turned out to be somebody else's. */
  retract(): void {
    this.#isTrapStop = false;
  }
}
