import { indicatorsOf } from './report/indicators.ts';
import type { Indicators } from './report/schema.ts';
import type { Statistics } from './statistics.ts';

/** The indicators at one time. */
interface TrendPoint extends Indicators {
  /** Unix time in ms. */
  at: number;
}

/** Points kept. Where there would be more, every second goes, and from then on they are twice as far apart. */
const capacity = 120;

/** How the indicators came to be what they are: bounded, however long a run is, and always over the whole of it. */
export class IndicatorTrend {
  readonly #points: TrendPoint[] = [];
  /** ms between two points. */
  #interval = 250;

  /** Oldest first. */
  get points(): readonly TrendPoint[] {
    return this.#points;
  }

  /** @param now Unix time in ms; times before the last point are no news */
  note(now: number, statistics: Statistics): void {
    const last = this.#points.at(-1);
    if (statistics.events === 0 || (last && now - last.at < this.#interval)) return;
    this.#points.push({ at: now, ...indicatorsOf(statistics) });
    if (this.#points.length <= capacity) return;
    const kept = this.#points.filter((_point, index) => index % 2 === 0);
    this.#points.splice(0, this.#points.length, ...kept);
    this.#interval *= 2;
  }
}
