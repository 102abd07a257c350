import { platform } from './platform.ts';

/** Periods that have to pass in silence: a program that was busy or paused reads what it was sent only afterwards. */
const patience = 3;

/**
 * An agent that was put into a running program stays as long as its host is heard of: a debugger that crashed cannot
 * say that it has gone.
 */
export class Lease {
  readonly #onExpired: () => void;
  readonly #period: number;
  #silent = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param length ms of silence after which `onExpired` is called */
  constructor(length: number, onExpired: () => void) {
    this.#period = Math.max(1, Math.ceil(length / patience));
    this.#onExpired = onExpired;
    this.#wait();
  }

  /** The host was heard of. */
  renew(): void {
    this.#silent = 0;
  }

  end(): void {
    platform.clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#timer = platform.setTimeout(() => {
      this.#silent += 1;
      if (this.#silent >= patience) this.#onExpired();
      else this.#wait();
    }, this.#period);
    this.#timer.unref();
  }
}
