import type { Model } from '../model.ts';
import type { Program, Scope, Task } from '../state.ts';
import { type Span, type Timeline, timelineLimit } from './timelineSchema.ts';

type Found = (kind: Span['kind'], program: string, id: number) => boolean;

const taskSpan = ({ key }: Program, task: Task, isFound: boolean): Span => ({
  program: key,
  kind: 'task',
  id: task.id,
  name: task.name,
  task: 0,
  parent: task.parent,
  scope: task.scope,
  startedAt: task.startedAt,
  endedAt: task.endedAt ?? null,
  state: task.state,
  cancelledAt: null,
  cause: 0,
  isFound,
});

const scopeSpan = ({ key }: Program, scope: Scope, isFound: boolean): Span => ({
  program: key,
  kind: 'scope',
  id: scope.id,
  name: scope.name,
  task: scope.task,
  parent: scope.parent,
  scope: 0,
  startedAt: scope.enteredAt,
  endedAt: scope.exitedAt ?? null,
  state: scope.state === 'open' ? 'running' : scope.state,
  cancelledAt: scope.cancellation?.at ?? null,
  cause: scope.cancellation?.cause ?? 0,
  isFound,
});

const spansOf = (program: Program, isFound: Found): Span[] => [
  ...[...program.tasks.values()].map((task) => taskSpan(program, task, isFound('task', program.key, task.id))),
  ...[...program.scopes.values()].map((scope) => scopeSpan(program, scope, isFound('scope', program.key, scope.id))),
];

/** What a person looks for comes first; `at` (Unix ms) is how far that goes which has not ended. */
const byInterest =
  (at: number) =>
  (one: Span, other: Span): number =>
    Number(other.isFound) - Number(one.isFound) ||
    Number(other.endedAt === null) - Number(one.endedAt === null) ||
    (other.endedAt ?? at) - other.startedAt - ((one.endedAt ?? at) - one.startedAt);

/** @param at Unix time in ms of the report */
export function timelineOf({ programs, findings }: Pick<Model, 'programs' | 'findings'>, at: number): Timeline {
  const named = new Set([...findings].map(({ program, subject }) => `${subject.kind} ${program} ${subject.id}`));
  const isFound: Found = (kind, program, id) => named.has(`${kind} ${program} ${id}`);
  const all = [...programs.values()].flatMap((program) => spansOf(program, isFound));
  const shown = all.length > timelineLimit ? all.sort(byInterest(at)).slice(0, timelineLimit) : all;
  return { spans: shown.sort((one, other) => one.startedAt - other.startedAt), total: all.length };
}
