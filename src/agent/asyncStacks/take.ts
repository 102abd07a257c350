import { builtin } from './builtin.ts';
import { type Folded, fold } from './fold.ts';
import { promisesOfThread } from './promises.ts';
import { Tap } from './tap.ts';
import { WaitTree } from './waitTree.ts';

/** ms for each byte of heap, with much room: see `promisesOfThread`. */
const perByte = 10 / 1_000_000;

export interface TakeOptions {
  /** The scripts whose frames are left out. */
  own: ReadonlySet<string>;
  /** ms the program may stand still for it. */
  longestPause?: number;
  /** @returns the task that waits for the promise; 0: not known */
  taskOf?: (promise: object) => number;
}

export interface Taken extends Folded {
  /** Promises that were looked at. */
  promises: number;
  /** ms the program stood still. */
  took: number;
}

/** It was not done, because nobody has allowed that the program stands still for so long. */
export class LongPauseError extends Error {
  /** ms that are expected. */
  readonly pause: number;

  constructor(pause: number) {
    const seconds = (pause / 1_000).toFixed(1);
    super(
      `The program would stand still for about ${seconds} s, because its heap is large; allow for that, and ask again.`,
    );
    this.pause = pause;
  }
}

let tap: Tap | undefined;

/** ms that looking through the heap as it is now will take, about. */
function expectedPause(): number {
  const v8 = builtin.v8();
  return v8.getHeapStatistics().used_heap_size * perByte;
}

/**
 * Where all asynchronous functions of this thread are suspended. Synchronous, and nothing of the program runs meanwhile.
 * @throws LongPauseError when the heap is so large that the pause would be longer than it may be
 * @throws Error when this Node does not tell
 */
export function takeAsyncStacks({ own, longestPause, taskOf }: TakeOptions): Taken {
  const expected = expectedPause();
  if (longestPause !== undefined && expected > longestPause) throw new LongPauseError(expected);
  const began = performance.now();
  tap ??= new Tap();
  const tree = new WaitTree(own);
  const promises = promisesOfThread();
  tap.ask(promises, (index, sites, from) => {
    const promise = promises[index];
    tree.add(sites, from, taskOf && typeof promise === 'object' && promise !== null ? taskOf(promise) : 0);
  });
  const { stacks, suspended } = fold(tree.root);
  return { stacks, suspended, promises: promises.length, took: performance.now() - began };
}
