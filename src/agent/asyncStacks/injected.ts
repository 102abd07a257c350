import { agentRegistryKey, protocolVersion } from '../../protocol/version.ts';
import type { FoldedStack } from './fold.ts';
import { takeAsyncStacks } from './take.ts';

/** What this file is called by V8 where the command line evaluates it. */
const ownScript = 'async-scope.cdp';

/** As much of a `Runtime` as is needed; the one in the program may be another version's. */
interface FoundRuntime {
  protocol?: unknown;
  ownScripts?: ReadonlySet<string>;
  taskOf?(promise: object): { id: number; name: string } | undefined;
}

/**
 * Evaluated in a program that need not know of us, by the command line.
 * @param most stacks to tell
 * @returns what can be made JSON; see `src/cli/dumpAnswer.ts`
 */
export function take(most: number): object {
  const found = Reflect.get(globalThis, Symbol.for(agentRegistryKey)) as FoundRuntime | undefined;
  const runtime = found?.protocol === protocolVersion ? found : undefined;
  const names = new Map<number, string>();
  const { stacks, ...figures } = takeAsyncStacks({
    own: new Set([ownScript, ...(runtime?.ownScripts ?? [])]),
    taskOf(promise) {
      const task = runtime?.taskOf?.(promise);
      if (task === undefined) return 0;
      names.set(task.id, task.name);
      return task.id;
    },
  });
  const told = ({ frames, count, task }: FoldedStack): object => ({
    count,
    task: names.has(task) ? { id: task, name: names.get(task) } : undefined,
    frames: frames.map(({ place: { url, line, column, fn }, through }) => ({ url, line, column, fn, through })),
  });
  return { ...figures, total: stacks.length, stacks: stacks.slice(0, most).map(told) };
}
