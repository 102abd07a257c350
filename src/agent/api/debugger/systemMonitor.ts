import type { AgentEvent, EventOf } from '../../../protocol/events.ts';
import type { SystemSample } from '../../systemSampler.ts';
import { runtime } from '../runtime.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';

/** Measures what the process uses. */
export interface Sampler {
  /** Measures now: shares since the last sample, sizes in bytes, delays in ms. */
  sample(): SystemSample;
}

/** What a `SystemMonitor` looks at. */
export interface SystemMonitorOptions extends ObservedBy {
  /** What measures; that of this process unless given. */
  sampler?: Sampler;
}

/** What the process used at one time. */
export interface TimedSample extends SystemSample {
  /** Unix time in ms. */
  timestamp: number;
}

/** What was measured last. */
export interface SystemStats {
  /** The last one; null where nothing was measured. */
  current: TimedSample | null;
  /** The last ones, oldest first. */
  history: TimedSample[];
}

/** Samples the history shows. */
const shownSamples = 100;

/** Tells what the process uses. */
export class SystemMonitor {
  readonly #observation: Observation;
  readonly #sampler: Sampler;

  /** @param options which observation to read, and what measures */
  constructor({ observation = defaultObservation(), sampler = observation.sampler }: SystemMonitorOptions = {}) {
    this.#observation = observation;
    this.#sampler = sampler;
  }

  /**
   * Measures now.
   * @returns what was measured last; null where nothing ever was
   */
  collectSystemStats(): TimedSample | null {
    runtime.report('system-sampled', this.#sampler.sample());
    return this.getSystemStats().current;
  }

  /** What was measured last, by whomever. */
  getSystemStats(): SystemStats {
    const { timeOrigin } = this.#observation.program;
    const history = [...this.#observation.events]
      .filter(isSample)
      .slice(-shownSamples)
      .map(({ type: _type, time, ...sample }) => ({ ...sample, timestamp: timeOrigin + time }));
    return { current: history.at(-1) ?? null, history };
  }
}

const isSample = (event: AgentEvent): event is EventOf<'system-sampled'> => event.type === 'system-sampled';
