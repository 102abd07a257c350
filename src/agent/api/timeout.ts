/** The longest time a timer of Node can wait, ms. */
const longestTimeout = 2 ** 31 - 1;

/**
 * @param what says what the timeout is for, as a sentence begins; asked only when it is needed
 * @throws RangeError when it is not a number of ms from 0 to 2147483647
 */
export function checkTimeout(what: () => string, timeout: number | undefined): void {
  if (timeout === undefined || (timeout >= 0 && timeout <= longestTimeout)) return;
  throw new RangeError(`${what()} is ${timeout}; it must be from 0 to ${longestTimeout} ms.`);
}
