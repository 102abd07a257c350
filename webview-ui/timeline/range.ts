/** A stretch of time; Unix time in ms. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** ms: the shortest stretch that can be seen. */
export const shortest = 0.5;

export const lengthOf = ({ from, to }: Range): number => to - from;

/** The stretch of the same length, or less, that lies within `whole`. */
export function within(range: Range, whole: Range): Range {
  const length = Math.min(lengthOf(range), lengthOf(whole));
  const from = Math.min(Math.max(range.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/**
 * @param factor below 1 shows less time, larger
 * @param at what stays where it is; Unix time in ms
 */
export function zoomed(range: Range, factor: number, at: number, whole: Range): Range {
  const length = Math.min(Math.max(lengthOf(range) * factor, shortest), Math.max(shortest, lengthOf(whole)));
  const share = lengthOf(range) > 0 ? (at - range.from) / lengthOf(range) : 0.5;
  const from = at - share * length;
  return within({ from, to: from + length }, whole);
}

/** @param share of the stretch to go by; below 0: back */
export function moved(range: Range, share: number, whole: Range): Range {
  const by = share * lengthOf(range);
  return within({ from: range.from + by, to: range.to + by }, whole);
}

/** The stretch between two times in any order, never shorter than can be seen. */
export function between(one: number, other: number, whole: Range): Range {
  const from = Math.min(one, other);
  return within({ from, to: Math.max(from + shortest, one, other) }, whole);
}

/** Where a time is, in px, when `range` is `width` px wide. */
export const xOf = (time: number, range: Range, width: number): number =>
  ((time - range.from) / Math.max(lengthOf(range), Number.EPSILON)) * width;

/** The time at a place, see `xOf`. */
export const timeAt = (x: number, range: Range, width: number): number =>
  range.from + (x / Math.max(width, 1)) * lengthOf(range);

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const decades = [0.1, 1, 10, 100, second, 10 * second];
const steps = [
  ...decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]).filter((step) => step < 20 * second),
  20 * second,
  30 * second,
  ...[1, 2, 5, 10, 20, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12, 24].map((each) => each * hour),
];

/** One mark of a time axis. */
interface Tick {
  /** Unix time in ms. */
  readonly at: number;
  readonly label: string;
}

/**
 * Marks at round times since `origin`.
 * @param most there may be
 */
export function ticks(range: Range, origin: number, most: number): Tick[] {
  const least = lengthOf(range) / Math.max(1, most);
  const step = steps.find((each) => each >= least) ?? Math.ceil(least / hour) * hour;
  const found: Tick[] = [];
  const last = Math.floor((range.to - origin) / step);
  for (let index = Math.ceil((range.from - origin) / step); index <= last; index += 1) {
    found.push({ at: origin + index * step, label: clock(index * step, step) });
  }
  return found;
}

/**
 * A time since the start as on a stop watch, as exact as `step` asks: `0.25 s`, `12 s`, `2:05`, `1:00:00`.
 * @param ms since the start
 * @param step ms between two of the times to be told apart
 */
export function clock(ms: number, step: number): string {
  const digits = step >= second ? 0 : Math.ceil(-Math.log10(step / second) - 1e-9);
  if (Math.abs(ms) < minute) return `${(ms / second).toFixed(digits)} s`;
  const hours = Math.floor(ms / hour);
  const minutes = Math.floor((ms % hour) / minute);
  const seconds = ((ms % minute) / second).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** What a key does to what is seen; undefined: nothing. */
export function keyRange(key: string, shift: boolean, range: Range, whole: Range): Range | undefined {
  const middle = range.from + lengthOf(range) / 2;
  switch (key) {
    case '+':
    case '=':
      return zoomed(range, 0.5, middle, whole);
    case '-':
    case '_':
      return zoomed(range, 2, middle, whole);
    case '0':
      return whole;
    case 'ArrowLeft':
      return moved(range, shift ? -0.5 : -0.1, whole);
    case 'ArrowRight':
      return moved(range, shift ? 0.5 : 0.1, whole);
    default:
      return undefined;
  }
}
