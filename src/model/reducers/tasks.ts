import type { Task } from '../state.ts';
import type { Reducers } from './reducer.ts';

/** A task of which only the end was seen: its start was lost, or comes late. */
const unseen = (id: number, at: number): Task => ({
  id,
  name: `#${id}`,
  kind: '',
  parent: 0,
  scope: 0,
  stack: [],
  startedAt: at,
  endedAt: undefined,
  state: 'running',
  error: undefined,
});

export const taskReducers: Reducers<'task-started' | 'task-ended' | 'task-collected'> = {
  'task-started': ({ program }, event, at, { tasks }) => {
    const { id, name, kind, parent, scope, stack } = event;
    const known = program.tasks.get(id);
    if (known) {
      // A snapshot repeats it, or its end came first: the details may be news, the start is not.
      Object.assign(known, { name, kind, parent, scope, stack, startedAt: Math.min(known.startedAt, at) });
      return undefined;
    }
    const task: Task = {
      id,
      name,
      kind,
      parent,
      scope,
      stack,
      startedAt: at,
      endedAt: undefined,
      state: 'running',
      error: undefined,
    };
    program.tasks.set(id, task);
    tasks.started += 1;
    tasks.alive += 1;
    return task;
  },

  'task-ended': ({ program, endedTasks }, event, at, { tasks }) => {
    let task = program.tasks.get(event.id);
    if (task?.endedAt !== undefined) return undefined;
    if (task) {
      tasks.alive -= 1;
    } else {
      task = unseen(event.id, at);
      program.tasks.set(task.id, task);
      tasks.started += 1;
    }
    task.endedAt = at;
    task.state = event.status;
    task.error = event.error ?? undefined;
    tasks[event.status] += 1;
    const oldest = endedTasks.add(task.id);
    if (oldest !== undefined) program.tasks.delete(oldest);
    return task;
  },

  'task-collected': () => undefined,
};
