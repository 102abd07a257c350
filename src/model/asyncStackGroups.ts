import { taskName } from './selectors.ts';
import type { AsyncStack, Program } from './state.ts';

/** The asynchronous stacks of one task. */
export interface AsyncStackGroup {
  /** 0: the task is not known. */
  task: number;
  name: string;
  /** How often its functions are suspended. */
  count: number;
  /** The most frequent first. */
  stacks: readonly AsyncStack[];
}

/** The stacks of a program by task, in the order in which the tasks began; those whose task is not known come last. */
export function asyncStackGroups(program: Program): AsyncStackGroup[] {
  const byTask = new Map<number, AsyncStack[]>();
  for (const stack of program.asyncStacks?.stacks ?? []) {
    const stacks = byTask.get(stack.task);
    if (stacks) stacks.push(stack);
    else byTask.set(stack.task, [stack]);
  }
  const order = (task: number): number => (task === 0 ? Number.POSITIVE_INFINITY : task);
  return [...byTask]
    .sort(([a], [b]) => (a === b ? 0 : order(a) - order(b)))
    .map(([task, stacks]) => ({
      task,
      name: taskName(program, task),
      count: stacks.reduce((sum, { count }) => sum + count, 0),
      stacks: stacks.toSorted((a, b) => b.count - a.count),
    }));
}
