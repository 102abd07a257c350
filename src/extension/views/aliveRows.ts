import { t } from '../../common/l10n.ts';
import { chainWords, stateWords } from '../../model/report/words.ts';
import { cancelChain } from '../../model/cancelChain.ts';
import { isSignal, scopePath, taskName } from '../../model/selectors.ts';
import type { Program, Scope, Task } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { none } from './branches.ts';
import { foldRow } from './foldRow.ts';
import { type Alive, isScope } from './forest.ts';
import { type Listing, type Row, firstPage, listing, page, pageOf, siteContext } from './row.ts';
import type { Scene } from './scene.ts';
import { type AliveFold, isAliveFold, siblingsUnder } from './siblings.ts';
import { age, dotted, lines } from './words.ts';

/** Rows open by themselves where no more siblings than this are drawn. */
const mostOpened = 50;

/** Scopes with the tasks in them, tasks with the scopes they entered. */
export function aliveListing(scene: Scene, program: Program): Listing {
  const { view, marked } = scene.forest(program);
  const { forest } = view;
  const { limits } = scene;
  const isNewestFirst = scene.options.order === 'newest';
  const rowsUnder = (id: string, place: number): readonly Row[] => {
    const limit = limits.get(id) ?? firstPage;
    const { problems, items, size, total } = siblingsUnder(view, place, { isNewestFirst, marked, limit });
    const rowOfItem = (item: Alive | AliveFold): Row => (isAliveFold(item) ? rowOfFold(item) : rowOf(item, size));
    return pageOf(id, [...problems, ...items].map(rowOfItem), total);
  };
  const branch = (id: string, row: Alive, siblings: number): Partial<Row> & Pick<Row, 'id'> => {
    const place = forest.placeOf(row.id);
    if (view.first(place) === none && !forest.hadChildren(place) && !isLasting(row)) return { id };
    // VS Code opens a row by itself only when it sees it for the first time, so a leaf that becomes a branch is to be a
    // new row to it. What is a branch by its kind stays one: a row that changes its identity loses the selection.
    const own = `${id}/branch`;
    return {
      id: own,
      children: () => rowsUnder(own, place),
      expanded: siblings <= mostOpened || marked.has(place) || scene.isFiltered,
    };
  };
  const rowOf = (row: Alive, siblings: number): Row => ({
    ...(isScope(row) ? scopeRow(scene, program, row) : taskRow(scene, program, row)),
    ...branch(`${program.key}/${isScope(row) ? 'scope' : 'task'}/${row.id}`, row, siblings),
  });
  const rowOfFold = ({ first, last, count, members }: AliveFold): Row => {
    const since = Math.min(beganAt(first), beganAt(last));
    const row = isScope(first) ? scopeRow(scene, program, first) : taskRow(scene, program, first);
    const state = isScope(first) ? scopeState(first) : stateWords(first.state);
    const id = `${program.key}/fold/${view.parentOf(first)?.id ?? 0}/${first.name}/${state}/${stackOf(first)[0] ?? ''}`;
    return foldRow(
      `${id}/${shape(forest.placeOf(first.id))}`,
      row,
      count,
      dotted(state, t('up to {0}', age(since, scene.now(program)))),
      (own) => page(own, members(), (member) => rowOf(member, count), { limits }),
    );
  };
  /** Tells folds apart that have one name and different rows below. */
  const shape = (place: number): string => {
    const shapes: string[] = [];
    for (let child = view.first(place); child !== none; child = view.next(child)) {
      shapes.push(`${view.rowAt(child)?.name ?? ''}(${shape(child)})`);
    }
    return shapes.join();
  };
  return { count: view.size, rows: (id) => rowsUnder(id, none) };
}

/** Tasks put together by what they have in common; none of them has rows below it. */
export function groupedListing(scene: Scene, program: Program): Listing {
  const { grouping, order } = scene.options;
  const ids = scene.problems.ids.get(program.key);
  const isProblem = ids && (({ id }: Task): boolean => ids.has(id));
  const groups = new Map<string, Task[]>();
  const keyOf = groupKeys(scene, program);
  for (const task of program.tasks.values()) {
    // What has ended has no other group worth reading than its state.
    if (grouping !== 'state' && (task.endedAt !== undefined || task.collected)) continue;
    if (scene.isFiltered && !scene.matchesRow(program, task, task.stack, task.kind, task.state, task.error)) continue;
    const key = keyOf(task);
    const group = groups.get(key);
    if (group) group.push(task);
    else groups.set(key, [task]);
  }
  const rowOf = ([key, tasks]: [string, Task[]]): Row => {
    const id = `${program.key}/${grouping}/${key}`;
    const ordered = order === 'newest' ? tasks.toReversed() : tasks;
    return {
      id,
      label: key,
      description: String(tasks.length),
      spoken: t('{0}, {1} tasks', key, String(tasks.length)),
      icon: groupIcons[grouping],
      contexts: ['group'],
      expanded: groups.size === 1,
      children: () => page(id, ordered, (task) => taskRow(scene, program, task), { limits: scene.limits, isProblem }),
    };
  };
  const hasProblem = isProblem && (([, tasks]: [string, Task[]]): boolean => tasks.some(isProblem));
  return listing(largestFirst(groups), rowOf, { limits: scene.limits, isProblem: hasProblem });
}

const groupIcons = { scope: 'symbol-namespace', state: 'pulse', site: 'code', name: 'symbol-string' } as const;

/** There may be as many groups as tasks, most of one size: those of a size stay in the order in which they began. */
function largestFirst(groups: ReadonlyMap<string, Task[]>): [string, Task[]][] {
  const bySize = new Map<number, [string, Task[]][]>();
  for (const group of groups) {
    const alike = bySize.get(group[1].length);
    if (alike) alike.push(group);
    else bySize.set(group[1].length, [group]);
  }
  return [...bySize].sort(([one], [other]) => other - one).flatMap(([, alike]) => alike);
}

/** By what tasks are put together. */
function groupKeys(scene: Scene, program: Program): (task: Task) => string {
  const words: Record<Task['state'], string> = {
    running: stateWords('running'),
    completed: stateWords('completed'),
    failed: stateWords('failed'),
    cancelled: stateWords('cancelled'),
  };
  if (scene.options.grouping === 'state') return ({ state }) => words[state];
  if (scene.options.grouping === 'name') return ({ name }) => name;
  const unknown = t('no line known');
  return ({ stack }) => scene.place(program, stack) || unknown;
}

const scopeIcons = { scope: 'symbol-namespace', group: 'layers', signal: 'broadcast' } as const;

function scopeWords({ kind }: Scope): string {
  if (kind === 'signal') return t('Abort signal');
  return kind === 'group' ? t('Task group') : t('Scope');
}

/** Only its controller can abort a signal of the platform, and that is the program's. */
const isCancellable = (program: Program, scope: Scope): boolean =>
  scope.exitedAt === undefined && program.endedAt === undefined && !isSignal(scope);

/** What a row of its kind has rows below by nature: it keeps its identity when it is empty. */
const isLasting = (row: Alive): boolean => (isScope(row) ? row.kind === 'group' : row.kind === 'main');
const beganAt = (row: Alive): number => (isScope(row) ? row.enteredAt : row.startedAt);
const stackOf = (row: Alive): readonly number[] => (isScope(row) ? row.enterStack : row.stack);
const scopeState = (scope: Scope): string => {
  if (scope.exitedAt !== undefined) return scope.state === 'open' ? t('open') : stateWords(scope.state);
  return scope.cancellation ? t('cancelled') : t('open');
};

const trouble = { color: 'list.errorForeground', icon: 'error' } as const;

/** One scope, without what is below it. */
export function scopeRow(scene: Scene, program: Program, scope: Scope): Row {
  const now = scene.now(program);
  const owner = taskName(program, scope.task);
  const kind = scopeWords(scope);
  const state = scopeState(scope);
  const isProblem = scene.isProblem(program, scope.id);
  const since = age(scope.enteredAt, scope.exitedAt ?? now);
  return {
    id: `${program.key}/scope/${scope.id}`,
    label: scope.name,
    description: dotted(state, since, owner, deadline(scope, now)),
    detail: () => ({
      lines: lines(
        t('{0} “{1}” #{2}, entered by task “{3}”', kind, scope.name, String(scope.id), owner),
        dotted(state, since, deadline(scope, now), scope.shield ? t('shielded') : undefined),
        scope.parent === 0 ? undefined : t('In: {0}', scopePath(program, scope.parent).join(' › ')),
        scope.cancellation && t('Cancelled: {0}', chainWords(cancelChain(program, scope.id))),
        scope.error,
        isProblem ? t('A finding is about it.') : undefined,
      ),
      places: [
        { title: t('Entered at'), stack: scope.enterStack },
        { title: t('Cancelled at'), stack: scope.cancellation?.stack ?? [] },
        { title: t('Left at'), stack: scope.exitStack },
      ],
    }),
    spoken: dottedSpoken(kind, scope.name, state, since, t('entered by {0}', owner), isProblem),
    icon: scopeIcons[scope.kind],
    ...(scope.cancellation && { color: 'list.warningForeground' }),
    ...(isProblem && trouble),
    contexts: [
      'scope',
      rowContexts.pin,
      ...(isCancellable(program, scope) ? [rowContexts.cancel] : []),
      ...siteContext(scope.enterStack, rowContexts.entered),
    ],
    target: { program: program.key, enter: scope.enterStack, site: scope.enterStack, scope },
    pin: { kind: 'scope', program: program.key, id: scope.id, name: scope.name },
  };
}

const deadline = ({ timeout, enteredAt, exitedAt }: Scope, now: number): string | undefined => {
  if (timeout === undefined || exitedAt !== undefined) return undefined;
  const left = enteredAt + timeout - now;
  return left > 0 ? t('{0} left', age(now - left, now)) : t('past its deadline');
};

const taskIcons = { running: 'sync', completed: 'pass', failed: 'error', cancelled: 'circle-slash' } as const;
const taskColors = { failed: 'list.errorForeground', completed: 'testing.iconPassed' } as const;

/** One task, without what is below it. */
export function taskRow(scene: Scene, program: Program, task: Task): Row {
  const state = task.collected ? t('lost') : stateWords(task.state);
  const since = age(task.startedAt, task.endedAt ?? scene.now(program));
  const isProblem = scene.isProblem(program, task.id);
  const scope = program.scopes.get(task.scope);
  const color = task.state === 'failed' || task.state === 'completed' ? taskColors[task.state] : undefined;
  return {
    id: `${program.key}/task/${task.id}`,
    label: task.name,
    description: dotted(state, since, task.kind === 'task' ? undefined : task.kind, task.error),
    detail: () => ({
      lines: lines(
        t('Task “{0}” #{1}', task.name, String(task.id)),
        dotted(state, since, task.kind === 'task' ? undefined : task.kind),
        scope && t('In: {0}', scopePath(program, task.scope).join(' › ')),
        task.parent === 0 ? undefined : t('Started by {0}', taskName(program, task.parent)),
        scope?.cancellation && t('Cancelled: {0}', chainWords(cancelChain(program, task.scope))),
        task.error,
        isProblem ? t('A finding is about it.') : undefined,
      ),
      places: [{ title: t('Started at'), stack: task.stack }],
    }),
    spoken: dottedSpoken(t('Task'), task.name, state, since, undefined, isProblem),
    icon: taskIcons[task.state],
    ...(color && { color }),
    ...(isProblem && trouble),
    contexts: ['task', rowContexts.pin, ...siteContext(task.stack)],
    target: { program: program.key, site: task.stack },
    pin: { kind: 'task', program: program.key, id: task.id, name: task.name },
  };
}

/** A sentence of words for a screen reader. */
const dottedSpoken = (
  kind: string,
  name: string,
  state: string,
  since: string,
  more: string | undefined,
  isProblem: boolean,
): string => lines(`${kind} ${name}`, state, since, more, isProblem ? t('has a finding') : undefined).join(', ');
