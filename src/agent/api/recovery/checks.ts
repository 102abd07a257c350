/** The longest time a timer of Node can wait, ms. */
const longestWait = 2 ** 31 - 1;

/** @throws RangeError when it is not a whole number from `least` */
export function checkCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${what} is ${value}; it must be a whole number from ${least}.`);
}

/** @throws RangeError when no timer can wait that long */
export function checkDuration(what: string, value: number): void {
  if (value >= 0 && value <= longestWait) return;
  throw new RangeError(`${what} is ${value}; it must be from 0 to ${longestWait} ms.`);
}
