import type { Finding, Program, Task } from '../state.ts';

/** A task and the one that started it, as parties of a finding. */
export function taskParties(program: Program, task: Task): Finding['parties'] {
  const parent = program.tasks.get(task.parent);
  return [task, ...(parent ? [parent] : [])].map(({ id, name, stack }) => ({
    role: 'spawned',
    task: id,
    taskName: name,
    stack,
  }));
}
