import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { EventKind, EventOf } from '../../protocol/events.ts';
import type { ProgramState } from '../programState.ts';
import type { Changed } from '../reducers/reducer.ts';
import type { Finding, Hold, Program, Thresholds } from '../state.ts';

/** A violation and what is known of the program it happened in; `program` is undefined if nothing is. */
export interface ViolationFacts {
  program: Program | undefined;
  violation: EventOf<'violation'>;
  /** The broken scope or lock, in quotes. */
  subject: string;
  /** Who entered it, as a phrase that fits after "by". */
  owner: string;
  /** Who broke the rule, as a phrase that fits after "by". */
  current: string;
  /** The scope that was in the way, in quotes; empty if there is none. */
  other: string;
  /** Who cancelled the broken scope, as a phrase that fits after "by"; empty if nobody did, or a deadline. */
  canceller: string;
}

/** What a finding says, before it is known when and how often it was seen. */
export type Draft = Pick<Finding, 'severity' | 'confidence' | 'sentence' | 'subject' | 'parties'> & {
  cancelChain?: Finding['cancelChain'];
};

/** Where a kind of finding puts down what it found. */
export interface Desk {
  readonly thresholds: Thresholds;
  /** Puts down a finding about a condition, named by `id`, unless it is there already and not over. */
  report(kind: FindingKind, state: ProgramState, id: number, at: number, draft: Draft): void;
  /**
   * The same about what was garbage-collected, which is without number and rarely over: it is followed only where it has
   * a finding of its own.
   */
  reportLost(kind: FindingKind, state: ProgramState, id: number, at: number, draft: Draft): void;
  /** Puts down what happened and was over at once. */
  note(kind: FindingKind, state: ProgramState, id: number, at: number, draft: Draft): void;
  /** The finding about a condition that is not over. */
  open(kind: CauseClass, state: ProgramState, id: number): Finding | undefined;
  /** The condition is over; the finding stays. */
  resolve(kind: CauseClass, state: ProgramState, id: number, at: number): Finding | undefined;
  /** Calls `check` when the events or the clock have come to `due` (Unix ms), at the latest at the program's end. */
  later(state: ProgramState, due: number, check: (now: number) => void): void;
  /** Calls `check` when `duration` ms have been lived since `since`; never if the program ends before. */
  after(state: ProgramState, since: number, duration: number, check: (now: number) => void): void;
  /** ms between two Unix times, without those in which the programs stood still, as at a breakpoint. */
  lived(since: number, now: number): number;
}

/** What the model itself watches for: called after the events that changed something. */
export interface Watcher {
  readonly on: { readonly [K in EventKind]?: (state: ProgramState, row: Changed[K], at: number) => void };
  /** A wait for a lock was not granted at once: told before what comes next. */
  waits?(state: ProgramState, wait: Hold): void;
  /** `now` is Unix time in ms. */
  tick?(states: Iterable<ProgramState>, now: number): void;
}

/** All there is to know about one kind of finding. Its words are functions, since the language is chosen at run time. */
export interface FindingKind {
  readonly kind: CauseClass;
  /** A few words. */
  readonly title: () => string;
  readonly severity: Finding['severity'];
  /** How sure it is that a violation the agent saw was not meant; certain unless given. */
  readonly confidence?: Finding['confidence'];
  readonly usualCauses: () => readonly string[];
  /** The sentence for a violation that the agent saw. */
  readonly sentence?: (facts: ViolationFacts) => string;
  /** For what only a view of the whole, or time, can tell. */
  readonly watch?: (desk: Desk) => Watcher;
}
