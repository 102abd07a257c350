import type { Runtime } from '../runtime.ts';
import type { TaskRecord } from './taskRecord.ts';

interface RootTask {
  name: string;
  kind: string;
  /** `main` unless given. */
  parent?: TaskRecord;
  stack?: readonly number[];
}

/** A task that the program did not start by a call of the library, told from now on. */
export function startRootTask(runtime: Runtime, { name, kind, parent, stack = [] }: RootTask): TaskRecord {
  const task: TaskRecord = {
    id: runtime.nextId(),
    name,
    kind,
    parent: parent ?? runtime.mainTask,
    scope: undefined,
    stack,
    state: 'running',
    open: new Set(),
    cancel: undefined,
  };
  runtime.startTask(task);
  return task;
}
