import { longestWait } from './checks.ts';

/** @throws RangeError when `at` is no point in time */
export function checkDeadline(what: string, at: number): void {
  if (!Number.isFinite(at)) throw new RangeError(`${what} is ${at}; it must be a Unix time in ms.`);
}

/** A point in time at which something happens. It is no reason for a program to stay. */
export class Deadline {
  /** Unix time in ms. */
  readonly at: number;
  /** ms to it from where its owner counts. */
  readonly after: number;
  readonly #passed: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(at: number, after: number, passed: () => void) {
    this.at = at;
    this.after = after;
    this.#passed = passed;
  }

  /**
   * Begins to wait; where it has passed already, that is told at once.
   * @param left ms
   */
  start(left = this.at - Date.now()): void {
    if (left <= 0) this.#passed();
    else if (left > longestWait) this.#wait(longestWait, () => this.start());
    else this.#wait(left, this.#passed);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number, then: () => void): void {
    this.#timer = setTimeout(then, ms);
    this.#timer.unref();
  }
}
