/** The longest time a timer of Node can wait, ms. */
export const longestWait = 2 ** 31 - 1;

/** @throws RangeError when it is not a whole number from `least` */
export function checkCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${what} is ${value}; it must be a whole number from ${least}.`);
}

/**
 * @param what says who has the time, as a message begins; asked only when it is needed
 * @throws RangeError when no timer can wait that long
 */
export function checkDuration(what: () => string, ms: number): void {
  if (ms >= 0 && ms <= longestWait) return;
  throw new RangeError(`${what()} is ${ms}; it must be from 0 to ${longestWait} ms.`);
}
