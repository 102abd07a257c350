import { t } from '../../common/l10n.ts';
import { numberPhrase } from '../../model/findings/phrases.ts';
import type { Program } from '../../model/state.ts';
import { aliveListing, groupedListing } from './aliveRows.ts';
import { findingRows } from './findingRows.ts';
import { lockListing } from './lockRows.ts';
import { operationListing } from './operationRows.ts';
import { pinnedRows } from './pinnedRows.ts';
import { type Listing, type PinTarget, type Row, page } from './row.ts';
import type { Scene } from './scene.ts';
import { sessionListing } from './sessionRows.ts';

/** The views there are; each is a tree of its own. */
export type ViewName = 'findings' | 'tasks' | 'locks' | 'sessions' | 'operations';

interface View {
  title: () => string;
  icon: string;
  count: (scene: Scene) => number;
  rows: (scene: Scene) => readonly Row[];
}

type ListingOf = (scene: Scene, program: Program) => Listing;

const ofPrograms = (name: ViewName, kinds: readonly PinTarget['kind'][], listingOf: ListingOf): View['rows'] => {
  return (scene) => [...pinnedRows(scene, name, kinds), ...rowsOfPrograms(scene, name, listingOf)];
};

const tasksListing: ListingOf = (scene, program) =>
  scene.options.grouping === 'scope' ? aliveListing(scene, program) : groupedListing(scene, program);

const views: Readonly<Record<ViewName, View>> = {
  findings: {
    title: () => t('Findings'),
    icon: 'search',
    count: ({ findings }) => findings.counted.length,
    rows: findingRows,
  },
  tasks: {
    title: () => t('Tasks and Scopes'),
    icon: 'list-tree',
    count: ({ model: { statistics } }) => statistics.tasks.alive + statistics.scopes.open,
    rows: ofPrograms('tasks', ['task', 'scope'], tasksListing),
  },
  locks: {
    title: () => t('Locks'),
    icon: 'lock',
    count: ({ model: { statistics } }) => statistics.locks.held,
    rows: ofPrograms('locks', ['lock'], lockListing),
  },
  sessions: {
    title: () => t('Sessions'),
    icon: 'plug',
    count: ({ model: { statistics } }) => statistics.sessions.open,
    rows: ofPrograms('sessions', ['session'], sessionListing),
  },
  operations: {
    title: () => t('Operations'),
    icon: 'play',
    count: ({ model: { statistics } }) => statistics.operations.registered,
    rows: ofPrograms('operations', ['operation'], operationListing),
  },
};

export const viewNames = Object.keys(views) as readonly ViewName[];

/** The rows at the top of a view. Their children are made when they are asked for. */
export const viewRows = (name: ViewName, scene: Scene): readonly Row[] => views[name].rows(scene);

/** All views as one tree. */
export const topRows = (scene: Scene): Row[] =>
  viewNames.map((name) => {
    const { title, icon, count, rows } = views[name];
    const total = numberPhrase(count(scene));
    return {
      id: `view/${name}`,
      label: title(),
      description: total,
      spoken: `${title()}, ${total}`,
      icon,
      contexts: ['group'],
      expanded: true,
      children: () => rows(scene),
    };
  });

/** One level for the programs where there are several. */
function rowsOfPrograms(scene: Scene, name: ViewName, listingOf: ListingOf): readonly Row[] {
  const { model, limits } = scene;
  const filled = [...model.programs.values()]
    .map((program) => ({ program, listed: listingOf(scene, program) }))
    .filter(({ listed }) => listed.count > 0);
  const [only] = filled;
  if (model.programs.size === 1 || !only) return only?.listed.rows(name) ?? [];
  const isProblem = ({ program }: (typeof filled)[number]): boolean => scene.problems.ids.has(program.key);
  const rowOf = ({ program, listed }: (typeof filled)[number]): Row => {
    const label = program.thread === 0 ? program.title : t('{0} · worker {1}', program.title, String(program.thread));
    const id = `${name}/${program.key}`;
    return {
      id,
      label,
      description: `pid ${program.pid}${program.endedAt === undefined ? '' : ` · ${t('ended')}`}`,
      detail: () => ({ lines: [`${label} · pid ${program.pid} · Node ${program.node}`, program.cwd] }),
      spoken: t('Process {0}', label),
      icon: 'server-process',
      contexts: ['group'],
      expanded: true,
      children: () => listed.rows(id),
    };
  };
  return page(name, filled, rowOf, { limits, isProblem });
}
