import { t } from '../common/l10n.ts';
import type { Lock, Operation, Program, Scope, Session, Site, Task } from './state.ts';

/** The name of a task as a person knows it; a task that is not known any more goes by its number. */
export const taskName = (program: Program | undefined, id: number): string =>
  id === 0 ? t('no task') : program?.tasks.get(id)?.name || `#${id}`;

/** Names of a scope and the scopes around it, the outermost first. */
export function scopePath(program: Program, id: number): readonly string[] {
  const names: string[] = [];
  let scope = program.scopes.get(id);
  while (scope) {
    names.unshift(scope.name);
    scope = parentRow(program.scopes, scope);
  }
  return names;
}

/** A row's parent was made before it, so its number is lower: what claims otherwise would send us round in circles. */
const parentRow = <Row extends { id: number; parent: number }>(
  rows: ReadonlyMap<number, Row>,
  row: Row,
): Row | undefined => (row.parent < row.id ? rows.get(row.parent) : undefined);

/** It runs, as far as one can know: one whose promise was garbage-collected is lost. */
export const isAlive = ({ endedAt, collected }: Task): boolean => endedAt === undefined && !collected;
/** A signal of the platform: nobody enters or leaves it, so it counts in no total of scopes. */
export const isSignal = ({ kind }: Scope): boolean => kind === 'signal';
const isOpen = (scope: Scope): boolean => scope.exitedAt === undefined;

/** The task that code outside all others runs in; among the first that a program tells of. */
export function mainTaskOf(program: Program): Task | undefined {
  for (const task of program.tasks.values()) if (task.kind === 'main') return task;
  return undefined;
}

/** Running tasks in the order they started. Of a program that ended: those it left behind. */
export const aliveTasks = (program: Program): Task[] => [...program.tasks.values()].filter(isAlive);

/** Open scopes in the order they were entered. Of a program that ended: those it left behind. */
export const openScopes = (program: Program): Scope[] => [...program.scopes.values()].filter(isOpen);

/** Rows under each parent, in order; under 0 the roots, which include rows whose parent is gone. */
export type Forest<Row> = ReadonlyMap<number, readonly Row[]>;

function forest<Row extends { id: number; parent: number }>(
  rows: ReadonlyMap<number, Row>,
  isIn: (row: Row) => boolean,
): Forest<Row> {
  const trees = new Map<number, Row[]>();
  for (const row of rows.values()) {
    if (!isIn(row)) continue;
    const parent = parentRow(rows, row);
    const key = parent && isIn(parent) ? parent.id : 0;
    const children = trees.get(key);
    if (children) children.push(row);
    else trees.set(key, [row]);
  }
  return trees;
}

/** Running tasks by parent task. One pass over all tasks: keep it for as long as `model.version` stays. */
export const taskForest = (program: Program): Forest<Task> => forest(program.tasks, isAlive);

/** Open scopes by parent scope. One pass over all scopes: keep it for as long as `model.version` stays. */
export const scopeForest = (program: Program): Forest<Scope> => forest(program.scopes, isOpen);

/** Locks that are held or waited for. */
export const busyLocks = (program: Program): Lock[] =>
  [...program.locks.values()].filter((lock) => lock.holders.size > 0 || lock.waiters.size > 0);

/** Somebody can close it still: one whose object was garbage-collected is lost. */
export const isUnclosed = ({ closedAt, collected }: Session): boolean => closedAt === undefined && !collected;

/** Sessions not closed yet, oldest first. Of a program that ended: those it left behind. */
export const openSessions = (program: Program): Session[] => [...program.sessions.values()].filter(isUnclosed);

/** All operations still known, oldest first: running ones, failed ones, and the last that succeeded. */
export const operations = (program: Program): Operation[] => [...program.operations.values()];

/** The innermost site of a stack that is known. */
export function topSite(program: Program, stack: readonly number[]): Site | undefined {
  for (const id of stack) {
    const site = program.sites.get(id);
    if (site) return site;
  }
  return undefined;
}
