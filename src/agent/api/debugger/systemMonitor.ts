import type { AgentEvent, EventOf } from '../../../protocol/events.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';

/** Measures what the process uses and reports it as an event. */
export interface Sampler {
  sample(): void;
}

export interface SystemMonitorOptions extends ObservedBy {
  sampler?: Sampler;
}

/** What the process used at one time. */
export type SystemSample = Omit<EventOf<'system-sampled'>, 'time'> & {
  /** Unix time in ms. */
  timestamp: number;
};

export interface SystemStats {
  current: SystemSample | null;
  /** The last ones, oldest first. */
  history: SystemSample[];
}

/** Samples the history shows. */
const shownSamples = 100;

/** Tells what the process uses. */
export class SystemMonitor {
  readonly #observation: Observation;
  readonly #sampler: Sampler | undefined;

  constructor({ observation = defaultObservation(), sampler }: SystemMonitorOptions = {}) {
    this.#observation = observation;
    this.#sampler = sampler;
  }

  /**
   * Measures now.
   * @returns what was measured; null where nothing measures
   */
  collectSystemStats(): SystemSample | null {
    this.#sampler?.sample();
    return this.getSystemStats().current;
  }

  /** What was measured last, by whomever. */
  getSystemStats(): SystemStats {
    const { timeOrigin } = this.#observation.program;
    const history = [...this.#observation.events].filter(isSample).slice(-shownSamples);
    const samples = history.map(({ time, ...sample }) => ({ ...sample, timestamp: timeOrigin + time }));
    return { current: samples.at(-1) ?? null, history: samples };
  }
}

const isSample = (event: AgentEvent): event is EventOf<'system-sampled'> => event.type === 'system-sampled';
