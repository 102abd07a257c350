import type { ProgramState } from '../programState.ts';
import { isAlive } from '../selectors.ts';
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
  collected: false,
  ranOn: undefined,
});

function index({ tasksByParent, tasksByScope }: ProgramState, task: Task): void {
  tasksByParent.add(task.parent, task);
  tasksByScope.add(task.scope, task);
}

function unindex({ tasksByParent, tasksByScope }: ProgramState, task: Task): void {
  tasksByParent.delete(task.parent, task);
  tasksByScope.delete(task.scope, task);
}

/** From now on it goes in its turn. */
function age({ program, endedTasks }: ProgramState, { id }: Task): void {
  const oldest = endedTasks.add(id);
  if (oldest !== undefined) program.tasks.delete(oldest);
}

const durationOf = ({ startedAt, endedAt = startedAt }: Task): number => endedAt - startedAt;

/** Keeps the tasks that took longest, in order. */
function noteDuration({ program: { longestTasks }, retention }: ProgramState, task: Task): void {
  const duration = durationOf(task);
  const shortest = longestTasks.at(-1);
  if (shortest && longestTasks.length >= retention.longestTasks && duration <= durationOf(shortest)) return;
  const place = longestTasks.findLastIndex((each) => durationOf(each) >= duration) + 1;
  longestTasks.splice(place, 0, task);
  if (longestTasks.length > retention.longestTasks) longestTasks.pop();
}

export const taskReducers: Reducers<'task-started' | 'task-ended' | 'task-collected' | 'task-ran-on'> = {
  'task-started': (state, event, at, { tasks }) => {
    const { program } = state;
    const { id, name, kind, parent, scope, stack } = event;
    program.changes.note(id);
    const known = program.tasks.get(id);
    if (known) {
      // A snapshot repeats it, or its end came first: the details may be news, the start is not.
      unindex(state, known);
      Object.assign(known, { name, kind, parent, scope, stack, startedAt: Math.min(known.startedAt, at) });
      if (isAlive(known)) index(state, known);
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
      collected: false,
      ranOn: undefined,
    };
    program.tasks.set(id, task);
    index(state, task);
    tasks.started += 1;
    tasks.alive += 1;
    return task;
  },

  'task-ended': (state, event, at, { tasks }) => {
    const { program } = state;
    let task = program.tasks.get(event.id);
    if (task?.endedAt !== undefined) return undefined;
    if (task) {
      tasks[task.collected ? 'lost' : 'alive'] -= 1;
      unindex(state, task);
    } else {
      task = unseen(event.id, at);
      program.tasks.set(task.id, task);
      tasks.started += 1;
    }
    task.endedAt = at;
    program.changes.note(task.id);
    task.state = event.status;
    task.error = event.error ?? undefined;
    tasks[event.status] += 1;
    noteDuration(state, task);
    age(state, task);
    return task;
  },

  // It takes no room for ever: nothing is to be heard of it any more, or nearly nothing.
  'task-collected': (state, event, _at, { tasks }) => {
    const task = state.program.tasks.get(event.id);
    if (!task || !isAlive(task)) return undefined;
    task.collected = true;
    state.program.changes.note(task.id);
    tasks.alive -= 1;
    tasks.lost += 1;
    unindex(state, task);
    age(state, task);
    return task;
  },

  'task-ran-on': ({ program }, event) => {
    const task = program.tasks.get(event.id);
    if (!task || task.state === 'running') return undefined;
    task.ranOn = event.stack;
    return task;
  },
};
