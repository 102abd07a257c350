import { awaitWays, type EventOf } from '../../protocol/events.ts';
import type { Runtime } from '../runtime.ts';
import type { FoldedStack } from './fold.ts';
import { type Taken, takeAsyncStacks } from './take.ts';

/** Stacks that are told at most. */
const mostTold = 1_000;
/** Frames of a stack that are told at most. */
const deepest = 64;

/** Takes the stacks of the thread of `runtime`, and the names of the tasks in them; see `takeAsyncStacks`. */
export function takeOf(runtime: Runtime, longestPause?: number): Taken & { taskNames: ReadonlyMap<number, string> } {
  const taskNames = new Map<number, string>();
  const taken = takeAsyncStacks({
    own: runtime.ownScripts,
    ...(longestPause !== undefined && { longestPause }),
    taskOf(promise) {
      const task = runtime.taskOf(promise);
      if (task === undefined) return 0;
      taskNames.set(task.id, task.name);
      return task.id;
    },
  });
  return { ...taken, taskNames };
}

/**
 * Reports where every asynchronous function is suspended.
 * @param longestPause ms the program may stand still for it; undefined: as long as it takes
 * @returns it in one sentence
 * @throws Error as `takeAsyncStacks`
 */
export function tellAsyncStacks(runtime: Runtime, longestPause: number | undefined): string {
  const { stacks, suspended, promises, took } = takeOf(runtime, longestPause);
  const id = runtime.nextId();
  const told = stacks.slice(0, mostTold);
  for (const stack of told) runtime.report('async-stack', { taken: id, ...fieldsOf(runtime, stack) });
  runtime.report('async-stacks-taken', { id, told: told.length, stacks: stacks.length, suspended, promises, took });
  return `${suspended} asynchronous functions are suspended, in ${stacks.length} different ways.`;
}

function fieldsOf(
  { sites }: Runtime,
  { frames, task, count }: FoldedStack,
): Pick<EventOf<'async-stack'>, 'count' | 'task' | 'stack' | 'through'> {
  const shown = frames.slice(0, deepest);
  return {
    count,
    task,
    stack: shown.map(({ place }) => sites.idOf(place)),
    through: shown.map(({ through }) => awaitWays.indexOf(through ?? '')),
  };
}
