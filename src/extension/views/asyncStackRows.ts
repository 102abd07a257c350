import { t } from '../../common/l10n.ts';
import { type AsyncStackGroup, asyncStackGroups } from '../../model/asyncStackGroups.ts';
import { countPhrase, numberPhrase } from '../../model/findings/phrases.ts';
import type { AsyncStack, Program } from '../../model/state.ts';
import { type Fold, folded, isFold } from './fold.ts';
import { foldRow } from './foldRow.ts';
import { type Listing, type Row, page, siteContext } from './row.ts';
import type { Scene } from './scene.ts';
import { dotted, lines } from './words.ts';

/** Groups are open by themselves where there are no more than this. */
const mostOpened = 50;
/** Functions that a row names as those that wait for it. */
const mostNamed = 3;
/** Places that are told about a stack when somebody asks. */
const mostPlaces = 16;

/** Where a program's asynchronous functions were suspended when they were taken last, by task where that is known. */
export function asyncStackListing(scene: Scene, program: Program): Listing {
  const problem = scene.asyncStackProblem(program);
  const groups = asyncStackGroups(program)
    .map((group) => ({ ...group, stacks: group.stacks.filter((stack) => isWanted(scene, program, group, stack)) }))
    .filter(({ stacks }) => stacks.length > 0);
  const { stacks: told = [], total = 0 } = program.asyncStacks ?? {};
  const rowsOf = (id: string): readonly Row[] => {
    const [only] = groups;
    if (only && groups.length === 1 && only.task === 0) return stackRows(scene, program, id, only.stacks);
    const options = { limits: scene.limits };
    const rowOf = (group: AsyncStackGroup): Row => groupRow(scene, program, group, groups.length);
    return page(
      id,
      folded(groups, likeness),
      (item) => (isFold(item) ? rowOfFold(scene, program, item, rowOf) : rowOf(item)),
      options,
    );
  };
  return {
    count: groups.length + (problem === undefined ? 0 : 1),
    rows: (id) => [
      ...(problem === undefined ? [] : [problemRow(id, problem)]),
      ...rowsOf(id),
      ...(told.length < total && !scene.isFiltered ? [cutRow(id, told.length, total)] : []),
    ],
  };
}

const isWanted = (scene: Scene, program: Program, group: AsyncStackGroup, { stack }: AsyncStack): boolean =>
  !scene.isFiltered ||
  scene.matches(group.name, ...stack.flatMap((site) => [program.sites.get(site)?.fn, scene.place(program, [site])]));

/** Tasks of one name that wait in the same ways are alike. */
const likeness = ({ name, stacks }: AsyncStackGroup): string =>
  `${name}/${stacks.map((stack) => `${stack.count}*${keyOf(stack)}`).join(';')}`;

const keyOf = ({ stack, through }: AsyncStack): string =>
  stack.map((site, index) => `${site}${through[index] ?? ''}`).join();

function rowOfFold(
  scene: Scene,
  program: Program,
  { key, members }: Fold<AsyncStackGroup>,
  rowOf: (group: AsyncStackGroup) => Row,
): Row {
  const sum = members.reduce((all, { count }) => all + count, 0);
  const id = `${program.key}/stacks/fold/${key}`;
  return foldRow(id, rowOf(members[0]), members.length, stacksPhrase(sum), (own) =>
    page(own, members, rowOf, { limits: scene.limits }),
  );
}

const stacksPhrase = (count: number): string => countPhrase(count, t('{0} async stack'), t('{0} async stacks'));

function groupRow(scene: Scene, program: Program, { task, name, count, stacks }: AsyncStackGroup, groups: number): Row {
  const id = `${program.key}/stacks/task/${task}`;
  const started = program.tasks.get(task)?.stack ?? [];
  return {
    id,
    label: name,
    description: stacksPhrase(count),
    detail: () => ({
      lines: lines(dotted(name, stacksPhrase(count))),
      places: [{ title: t('Started at'), stack: started }],
    }),
    spoken: `${t('Task')} ${name}, ${stacksPhrase(count)}`,
    icon: task === 0 ? 'question' : 'list-tree',
    contexts: ['task', ...siteContext(started)],
    target: { program: program.key, site: started },
    expanded: groups <= mostOpened,
    children: () => stackRows(scene, program, id, stacks),
  };
}

function stackRows(scene: Scene, program: Program, parent: string, stacks: readonly AsyncStack[]): readonly Row[] {
  const seen = new Map<string, number>();
  // Very deep stacks are told in part, so that two may look the same.
  const withIds = stacks.map((stack) => {
    const key = keyOf(stack);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return { stack, id: `${parent}/${key}${before === 0 ? '' : `#${before}`}` };
  });
  return page(parent, withIds, ({ id, stack }) => stackRow(scene, program, id, stack), { limits: scene.limits });
}

/** The innermost function; those that await it are below. */
function stackRow(scene: Scene, program: Program, id: string, { count, stack, through }: AsyncStack): Row {
  const names = stack.map((site) => nameOf(program, site));
  const [name = anonymous(), ...callers] = names;
  const label = count === 1 ? name : t('{0} × {1}', name, numberPhrase(count));
  const awaiting = callers.slice(0, mostNamed).join(' ← ') + (callers.length > mostNamed ? ' ← …' : '');
  const by = awaiting === '' ? undefined : t('awaited by {0}', awaiting);
  const description = dotted(scene.place(program, stack.slice(0, 1)), howOf(through[0]), by);
  const titleOf = (index: number): string =>
    index === 0 ? t('{0} waits at', name) : t('Awaited by {0} at', names[index] ?? '');
  return {
    id,
    label,
    description,
    detail: () => ({
      lines: lines(dotted(label, howOf(through[0]))),
      places: stack.slice(0, mostPlaces).map((site, index) => ({ title: titleOf(index), stack: [site] })),
    }),
    spoken: lines(`${t('Async function')} ${label}`, scene.place(program, stack.slice(0, 1)), by).join(', '),
    icon: 'watch',
    contexts: ['asyncStack', ...siteContext(stack)],
    target: { program: program.key, site: stack.slice(0, 1) },
    opens: true,
    ...(callers.length > 0 && {
      children: () =>
        callers.map((caller, index) => {
          const site = stack.slice(index + 1, index + 2);
          return callerRow(scene, program, `${id}/${index + 1}`, {
            name: caller,
            site,
            how: howOf(through[index + 1]),
          });
        }),
    }),
  };
}

interface Caller {
  name: string;
  site: readonly number[];
  how: string | undefined;
}

function callerRow(scene: Scene, program: Program, id: string, { name, site, how }: Caller): Row {
  const place = scene.place(program, site);
  return {
    id,
    label: name,
    description: dotted(place, how),
    detail: () => ({ lines: [dotted(name, how)], places: [{ title: t('Awaited by {0} at', name), stack: site }] }),
    spoken: lines(t('awaited by {0}', name), place, how).join(', '),
    icon: 'arrow-up',
    contexts: ['asyncFrame', ...siteContext(site)],
    target: { program: program.key, site },
  };
}

const anonymous = (): string => t('(anonymous)');

const nameOf = (program: Program, site: number): string => program.sites.get(site)?.fn || anonymous();

const howOf = (way: string | undefined): string | undefined => (way ? t('through {0}', way) : undefined);

const problemRow = (id: string, problem: string): Row => ({
  id: `${id}/problem`,
  label: problem,
  spoken: problem,
  icon: 'warning',
  color: 'list.warningForeground',
  contexts: ['problem'],
});

/** There are so many that the program told only some. */
function cutRow(id: string, told: number, total: number): Row {
  const label = t('Showing {0} of {1}', numberPhrase(told), numberPhrase(total));
  const description = t('the most frequent stacks');
  return { id: `${id}/cut`, label, description, spoken: `${label}, ${description}`, icon: 'info', contexts: ['group'] };
}
