import type { FoldedFrame, FoldedStack } from '../asyncStacks/fold.ts';
import { takeOf } from '../asyncStacks/tell.ts';
import { runtime } from './runtime.ts';

/** An asynchronous function that is suspended at an `await`, `for await` or `yield`. */
export interface AsyncFrame {
  /** A file URL, or what V8 calls the script. */
  readonly url: string;
  /** 1-based, in the code that runs: no source map is applied. */
  readonly line: number;
  /** 1-based, in the code that runs. */
  readonly column: number;
  /** The name of the function; empty where it has none. */
  readonly fn: string;
  /** How it awaits the frame before it, where it does not do so directly. */
  readonly through: 'Promise.all' | 'Promise.any' | 'Promise.allSettled' | undefined;
}

/** Asynchronous functions that are suspended, each awaited by the next. */
export interface AsyncStack {
  /** The innermost first; it awaits something that is no suspended function, as a timer or a socket. */
  readonly frames: readonly AsyncFrame[];
  /** How many times these functions are suspended so, in the same task. */
  readonly count: number;
  /** The task that waits, where that is known. */
  readonly task: { readonly id: number; readonly name: string } | undefined;
}

/** Where the program waits. */
export interface AsyncStacks {
  /** The most frequent first; at most as many as were asked for. */
  readonly stacks: readonly AsyncStack[];
  /** How many different stacks there are. */
  readonly total: number;
  /** Asynchronous functions that are suspended, those that others await included. */
  readonly suspended: number;
  /** Promises that were looked at. */
  readonly promises: number;
  /** ms the program stood still for it. */
  readonly took: number;
}

/** How much may be asked for. */
export interface AsyncStacksOptions {
  /** Stacks to tell at most; 1,000 if left out. */
  most?: number;
  /** ms the program may stand still for it; as long as it takes if left out. */
  longestPause?: number;
}

/**
 * Where every asynchronous function of this thread is suspended, and who awaits it: through `await`, `Promise.all` and
 * its kin, `then`, asynchronous generators and `for await`. Equal stacks are told once, with their number.
 *
 * It costs nothing until it is called. Then the program stands still for a garbage collection and a walk through its
 * heap: about 10 ms for each MB of heap, and 30 ms for each 1,000 functions.
 *
 * Not found are functions that await the very same promise as somebody else does, since V8 does not tell of those, and
 * functions that were compiled to something older than `async`. A promise that `Promise.race` or a `then` brings counts
 * by itself in a function that nobody awaits.
 *
 * ```js
 * import { asyncStacks } from 'async-scope';
 *
 * const never = new Promise(() => {});
 * async function readAnswer() {
 *   await never;
 * }
 * async function ask() {
 *   await readAnswer();
 * }
 * ask();
 * const [stack] = asyncStacks().stacks;
 * console.log(stack.frames.map(({ fn }) => fn)); // → [ 'readAnswer', 'ask' ]
 * ```
 *
 * @throws RangeError when `most` is no whole number from 1, or `longestPause` is negative or no number
 * @throws Error when the pause would be longer than `longestPause`, or this Node does not tell who awaits a promise
 */
export function asyncStacks(options: AsyncStacksOptions = {}): AsyncStacks {
  const { most = 1_000, longestPause } = options;
  if (!Number.isSafeInteger(most) || most < 1) throw new RangeError(`most is ${most}: pass a whole number from 1.`);
  if (longestPause !== undefined && !(longestPause >= 0)) {
    throw new RangeError(`longestPause is ${longestPause}: pass a number of milliseconds.`);
  }
  const { stacks, suspended, promises, took, taskNames } = takeOf(runtime, longestPause);
  const stackOf = ({ frames, count, task: id }: FoldedStack): AsyncStack => {
    const name = taskNames.get(id);
    return { frames: frames.map(frameOf), count, task: name === undefined ? undefined : { id, name } };
  };
  return { stacks: stacks.slice(0, most).map(stackOf), total: stacks.length, suspended, promises, took };
}

const frameOf = ({ place: { url, line, column, fn }, through }: FoldedFrame): AsyncFrame => ({
  url,
  line,
  column,
  fn,
  through,
});
