import type { TaskRecord } from './taskRecord.ts';

/** A constructor that returns the object it is given, so that a class which extends it puts its fields on that object. */
const Itself = function (object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * The task that awaits a promise last, kept on the promise in a private field: nobody else sees it, nothing is kept alive
 * by it but the record of the task, and it costs a tenth of an entry in a WeakMap.
 */
class Awaiter extends Itself {
  #task: TaskRecord;

  constructor(promise: object, task: TaskRecord) {
    super(promise);
    this.#task = task;
  }

  static set(promise: object, task: TaskRecord): void {
    if (#task in promise) promise.#task = task;
    else void new Awaiter(promise, task);
  }

  static get(promise: object): TaskRecord | undefined {
    return #task in promise ? promise.#task : undefined;
  }
}

/** Belongs to a runtime, because each copy of the library has private fields of its own. */
export const awaiters = {
  note: (promise: object, task: TaskRecord): void => Awaiter.set(promise, task),
  /** The task that awaits a promise, where it was noted. */
  of: (promise: object): TaskRecord | undefined => Awaiter.get(promise),
};
