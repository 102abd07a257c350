import type { AgentEvent, ProgramKey } from '../protocol/events.ts';
import type { Finding, Program, Statistics, Thresholds } from './state.ts';
import { defaultThresholds } from './state.ts';
import { emptyStatistics } from './statistics.ts';

/** Everything known about a run: events in, state and findings out. It has no clock and does no I/O. */
export class Model {
  readonly thresholds: Thresholds;
  readonly programs: ReadonlyMap<ProgramKey, Program> = new Map();
  readonly findings: readonly Finding[] = [];
  readonly statistics: Statistics = emptyStatistics();
  #version = 0;

  constructor(thresholds: Partial<Thresholds> = {}) {
    this.thresholds = { ...defaultThresholds, ...thresholds };
  }

  /** Changes with every event and with every finding that time brought. */
  get version(): number {
    return this.#version;
  }

  /** @param program where the event came from */
  apply(_program: ProgramKey, _event: AgentEvent): void {
    this.#version += 1;
  }

  /** @param now Unix time in ms: brings the findings that only time can bring */
  tick(_now: number): void {
    this.#version += 1;
  }
}
