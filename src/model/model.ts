import { type AgentEvent, type EventKind, type EventOf, type ProgramKey, eventKinds } from '../protocol/events.ts';
import { calendarTime } from './calendarTime.ts';
import { FindingDesk } from './findings/findingDesk.ts';
import type { Watcher } from './findings/findingKind.ts';
import { findingForViolation, findingKindOf, findingKinds } from './findings/index.ts';
import { IndicatorTrend } from './indicatorTrend.ts';
import { type ProgramState, forgetRows, newProgramState } from './programState.ts';
import { Recent } from './recent.ts';
import { reducers } from './reducers/index.ts';
import type { Changed, Reducer } from './reducers/reducer.ts';
import {
  type Finding,
  type Program,
  type Retention,
  type Thresholds,
  defaultRetention,
  defaultThresholds,
} from './state.ts';
import { type Statistics, emptyStatistics } from './statistics.ts';

type Handler = (state: ProgramState, row: Changed[EventKind], at: number) => void;
type AnyReducer = (
  state: ProgramState,
  event: AgentEvent,
  at: number,
  totals: Statistics,
) => Changed[EventKind] | undefined;

export interface ModelOptions {
  /** ms; what is left out has its default. */
  thresholds?: Partial<Thresholds>;
  /** Whole numbers from 1; what is left out has its default. */
  retention?: Partial<Retention>;
}

/** ms that events may be under way: what the clock says has not been said yet by a program that is quiet. */
const underway = 1_000;

/** Everything known about a run: events in, state and findings out. It has no clock and does no I/O. */
export class Model {
  readonly thresholds: Thresholds;
  readonly retention: Retention;
  readonly programs: ReadonlyMap<ProgramKey, Program>;
  readonly findings: readonly Finding[];
  readonly statistics: Statistics = emptyStatistics();
  readonly trend = new IndicatorTrend();
  readonly #programs = new Map<ProgramKey, Program>();
  readonly #states = new Map<ProgramKey, ProgramState>();
  readonly #ended: Recent<ProgramState>;
  readonly #desk: FindingDesk;
  readonly #watchers: readonly Watcher[];
  readonly #handlers: Readonly<Record<EventKind, readonly Handler[]>>;
  /** The state of the last event: events come in batches of one program. */
  #last: ProgramState | undefined;
  #version = 0;
  #successors = 0;

  constructor({ thresholds, retention }: ModelOptions = {}) {
    this.thresholds = { ...defaultThresholds, ...thresholds };
    this.retention = { ...defaultRetention, ...retention };
    this.#ended = new Recent(this.retention.programs);
    this.#desk = new FindingDesk(this.thresholds, this.retention);
    this.programs = this.#programs;
    this.findings = this.#desk.findings;
    this.#watchers = findingKinds.flatMap((kind) => kind.watch?.(this.#desk) ?? []);
    this.#handlers = handlersOf(this.#watchers);
  }

  /** Changes with every event, and with every tick that brought a finding. */
  get version(): number {
    return this.#version;
  }

  /**
   * Takes in one event. Events that repeat what is known, or that speak of what is not, are no error.
   * @param key where the event came from
   */
  apply(key: ProgramKey, event: AgentEvent): void {
    this.#version += 1;
    this.statistics.events += 1;
    const state = event.type === 'hello' ? this.#stateForHello(key, event) : this.#state(key);
    this.#settleWait(state, event);
    const at = calendarTime((event.type === 'hello' ? event.timeOrigin : state.program.timeOrigin) + event.time);
    // The table has for each kind the reducer of that very kind; TypeScript cannot follow it across a union.
    const row = (reducers[event.type] as Reducer<EventKind> as AnyReducer)(state, event, at, this.statistics);
    if (row !== undefined) {
      if (event.type === 'violation') this.#noteViolation(state, event, at);
      if (event.type === 'bye') this.#desk.settle(state, Number.POSITIVE_INFINITY, at);
      for (const handle of this.#handlers[event.type]) handle(state, row, at);
      if (event.type === 'bye') this.#retire(state);
    }
    if (state.agenda.due <= at) this.#desk.settle(state, at, at);
  }

  /**
   * Brings the findings that only time can bring. Call it at least once a second while the programs run, and not while
   * they stand still, as at a breakpoint: of a longer time between two ticks only the beginning counts.
   * @param now Unix time in ms
   */
  tick(now: number): void {
    this.#desk.tick(now);
    this.trend.note(now, this.statistics);
    const before = this.findings.length;
    for (const state of this.#states.values()) {
      this.#settleWait(state);
      this.#desk.settle(state, now - underway, now);
    }
    for (const watcher of this.#watchers) watcher.tick?.(this.#states.values(), now);
    if (this.findings.length !== before) this.#version += 1;
  }

  #state(key: ProgramKey): ProgramState {
    if (this.#last?.program.key === key) return this.#last;
    const state = this.#states.get(key) ?? this.#begin(key, key);
    this.#last = state;
    return state;
  }

  #begin(key: ProgramKey, label: string): ProgramState {
    const state = newProgramState(key, label, this.retention);
    this.#states.set(key, state);
    this.#programs.set(key, state.program);
    this.#last = state;
    return state;
  }

  /** The operating system may give a number that became free to another process: that is another program. */
  #stateForHello(key: ProgramKey, hello: EventOf<'hello'>): ProgramState {
    const state = this.#state(key);
    if (!state.named || Math.abs(hello.timeOrigin - state.program.timeOrigin) <= 1) return state;
    this.#successors += 1;
    const former = `${key} (former ${this.#successors})`;
    this.#states.delete(key);
    this.#programs.delete(key);
    state.program.key = former;
    state.program.endedAt ??= hello.timeOrigin;
    this.#states.set(former, state);
    this.#programs.set(former, state.program);
    for (const finding of this.#desk.findings) if (finding.program === key) finding.program = former;
    this.#desk.settle(state, Number.POSITIVE_INFINITY, hello.timeOrigin);
    this.#retire(state);
    return this.#begin(key, `${key}~${this.#successors}`);
  }

  /** @param event what comes next, if anything does */
  #settleWait(state: ProgramState, event?: AgentEvent): void {
    const wait = state.newWait;
    if (!wait || (event?.type === 'lock-acquired' && event.id === wait.id)) return;
    state.newWait = undefined;
    for (const watcher of this.#watchers) watcher.waits?.(state, wait);
  }

  #noteViolation(state: ProgramState, violation: EventOf<'violation'>, at: number): void {
    const draft = findingForViolation(state.program, violation);
    this.#desk.note(findingKindOf(violation.cause), state, violation.id, at, draft);
  }

  /** Of programs that ended long ago only what findings need is kept. */
  #retire(state: ProgramState): void {
    const oldest = this.#ended.add(state);
    if (!oldest) return;
    const { key, sites } = oldest.program;
    const findings = this.findings.filter((finding) => finding.program === key);
    const needed = new Set(findings.flatMap((finding) => finding.parties.flatMap((party) => party.stack)));
    for (const id of sites.keys()) if (!needed.has(id)) sites.delete(id);
    forgetRows(oldest, this.statistics);
    if (findings.length > 0) return;
    this.#states.delete(key);
    this.#programs.delete(key);
    if (this.#last === oldest) this.#last = undefined;
  }
}

function handlersOf(watchers: readonly Watcher[]): Record<EventKind, Handler[]> {
  const handlers = Object.fromEntries(eventKinds.map((kind) => [kind, []])) as unknown as Record<EventKind, Handler[]>;
  for (const { on } of watchers) {
    for (const kind of eventKinds) {
      const handle = on[kind] as Handler | undefined;
      if (handle) handlers[kind].push(handle);
    }
  }
  return handlers;
}
