import {
  ConstantBackoff,
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  type GeneratorFn,
  type IBackoff,
} from 'cockatiel';
import { checkDuration } from '../checks.ts';
import { checkOptions, type OptionNames } from '../options.ts';

/** How long is waited before each retry. */
export interface BackoffOptions {
  /** ms before the first retry; 100 unless given. */
  initial?: number;
  /** ms at most; 30,000 unless given. */
  max?: number;
  /** By what the wait grows each time; 2 unless given, 1 keeps it the same. */
  exponent?: number;
  /** Spreads the waits, so that not everybody comes back at the same moment; true unless given. */
  jitter?: boolean;
}

const optionNames: OptionNames<BackoffOptions> = { initial: true, max: true, exponent: true, jitter: true };

/** Cockatiel's own doubles, whatever the exponent. */
const withoutJitter: GeneratorFn<number> = (retries = 0, { initialDelay, maxDelay, exponent }) => [
  Math.min(maxDelay, initialDelay * exponent ** retries),
  retries + 1,
];

/**
 * With the values that were not given.
 * @throws RangeError when one is out of bounds
 */
export function completeBackoff(options: BackoffOptions): Required<BackoffOptions> {
  checkOptions(() => 'The options of a back-off', options, optionNames);
  const { initial = 100, max = Math.max(initial, 30_000), exponent = 2, jitter = true } = options;
  checkDuration(() => 'The first wait of a back-off', initial);
  checkDuration(() => 'The longest wait of a back-off', max);
  if (!(exponent >= 1 && exponent <= 100)) {
    throw new RangeError(`The exponent of a back-off is ${exponent}; it must be from 1 to 100.`);
  }
  return { initial, max, exponent, jitter };
}

/** The waits of one operation, one after the other. */
export class Backoff {
  #next: IBackoff<unknown>;

  constructor({ initial, max, exponent, jitter }: Required<BackoffOptions>) {
    const delays = { initialDelay: initial, maxDelay: max, exponent };
    // Nothing does not grow; times the infinity that the exponent comes to, it would be no number.
    if (initial === 0) this.#next = new ConstantBackoff(0).next();
    else if (jitter) this.#next = new ExponentialBackoff({ generator: decorrelatedJitterGenerator, ...delays }).next();
    else this.#next = new ExponentialBackoff({ generator: withoutJitter, ...delays }).next();
  }

  /** ms */
  next(): number {
    const { duration } = this.#next;
    this.#next = this.#next.next(undefined);
    return Math.round(duration);
  }
}
