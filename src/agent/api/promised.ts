/**
 * A function that returns a promise has one way to fail. It is no `async` function, which would stand between the caller
 * and the work in asynchronous stacks.
 */
export function promised<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
