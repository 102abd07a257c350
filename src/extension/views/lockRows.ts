import { t } from '../../common/l10n.ts';
import { durationPhrase, numberPhrase } from '../../model/findings/phrases.ts';
import { lockKindWords } from '../../model/report/words.ts';
import { busyLocks, taskName } from '../../model/selectors.ts';
import type { Finding, Hold, Lock, Program } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { type Listing, type Row, listing, siteContext } from './row.ts';
import type { Scene } from './scene.ts';
import { age, dotted, lines } from './words.ts';

/** Deadlocks first, then the locks that are waited for, then those that are only held. */
export function lockListing(scene: Scene, program: Program): Listing {
  const deadlocks = scene.model.findings.filter(
    ({ kind, program: key, resolvedAt }) => kind === 'deadlock' && key === program.key && resolvedAt === undefined,
  );
  const stuck = new Set(deadlocks.flatMap((finding) => cycleOf(program, finding).map(({ lock }) => lock)));
  for (const name of scene.problems.locks.get(program.key) ?? []) stuck.add(name);
  const wanted = busyLocks(program).filter((lock) => isWanted(scene, program, lock));
  const locks = wanted.sort((one, other) => other.waiters.size - one.waiters.size);
  const rowOf = (item: Finding | Lock): Row =>
    'waiters' in item ? lockRow(scene, program, item, stuck.has(item.name)) : cycleRow(scene, program, item);
  return listing<Finding | Lock>([...deadlocks, ...locks], rowOf, {
    limits: scene.limits,
    isProblem: (item) => !('waiters' in item) || stuck.has(item.name),
  });
}

const isWanted = (scene: Scene, program: Program, lock: Lock): boolean =>
  !scene.isFiltered ||
  scene.matches(
    lock.name,
    ...[...lock.holders.values(), ...lock.waiters.values()].flatMap((hold) => [
      taskName(program, hold.task),
      scene.place(program, hold.stack),
    ]),
  );

/** The waits of a deadlock, in the order in which they wait for each other. */
function cycleOf(program: Program, { parties }: Finding): Hold[] {
  const waits = [...program.locks.values()].flatMap((lock) => [...lock.waiters.values()]);
  return parties
    .filter(({ role }) => role === 'waiting')
    .flatMap(({ task, stack }) => waits.find((wait) => wait.task === task && wait.stack.join() === stack.join()) ?? []);
}

function cycleRow(scene: Scene, program: Program, finding: Finding): Row {
  const waits = cycleOf(program, finding);
  const names = waits.map(({ task }) => taskName(program, task));
  const id = `${program.key}/deadlock/${finding.key}`;
  const since = age(finding.at, scene.now(program));
  return {
    id,
    label: finding.title,
    description: dotted([...names, names[0]].join(' → '), since),
    detail: () => ({ lines: [finding.sentence] }),
    spoken: `${finding.title}, ${finding.sentence} ${since}`,
    icon: 'error',
    color: 'list.errorForeground',
    contexts: ['deadlock'],
    target: { program: program.key },
    expanded: true,
    children: () =>
      waits.map((wait) => {
        const holders = [...(program.locks.get(wait.lock)?.holders.values() ?? [])];
        const held = holders.map((hold) => taskName(program, hold.task)).join(', ');
        const description = t('waits for {0}, held by {1}', wait.lock, held);
        return {
          id: `${id}/${wait.id}`,
          label: taskName(program, wait.task),
          description,
          spoken: `${taskName(program, wait.task)} ${description}`,
          icon: 'watch',
          contexts: ['hold', ...siteContext(wait.stack)],
          target: { program: program.key, site: wait.stack },
        };
      }),
  };
}

/** A lock with its holders and, in order, those that wait for it. */
export function lockRow(scene: Scene, program: Program, lock: Lock, isProblem = false): Row {
  const now = scene.now(program);
  const holders = [...lock.holders.values()];
  const waiters = [...lock.waiters.values()];
  const [holder] = holders;
  const held = holder ? t('held by {0}', taskName(program, holder.task)) : t('free');
  const since = holder ? age(holder.acquiredAt ?? holder.waitingSince, now) : undefined;
  const waiting = waiters.length > 0 ? t('{0} waiting', numberPhrase(waiters.length)) : undefined;
  const id = `${program.key}/lock/${lock.name}`;
  return {
    id,
    label: lock.name,
    description: dotted(held, since, waiting),
    detail: () => ({
      lines: lines(
        `${lockKindWords(lock.kind)} “${lock.name}”`,
        dotted(held, since, waiting),
        t('Acquired {0} times, {1} times after a wait.', numberPhrase(lock.acquisitions), numberPhrase(lock.contended)),
        t('Held for {0} in all, {1} at the longest.', durationPhrase(lock.heldTotal), durationPhrase(lock.heldLongest)),
      ),
      places: [{ title: t('Acquired at'), stack: holder?.stack ?? [] }],
    }),
    spoken: lines(`${t('Lock')} ${lock.name}`, held, since, waiting, isProblem ? t('has a finding') : undefined).join(
      ', ',
    ),
    icon: 'lock',
    ...(isProblem && { color: 'list.errorForeground' }),
    contexts: ['lock', rowContexts.pin, ...siteContext(holder?.stack ?? [])],
    target: { program: program.key, site: holder?.stack },
    pin: { kind: 'lock', program: program.key, id: 0, name: lock.name },
    children: () => [
      ...holders.map((hold) => holdRow(program, id, hold, t('holds it'), hold.acquiredAt ?? hold.waitingSince, now)),
      ...waiters.map((hold, index) =>
        holdRow(program, id, hold, t('waits, {0} in line', String(index + 1)), hold.waitingSince, now),
      ),
    ],
  };
}

function holdRow(program: Program, lockId: string, hold: Hold, state: string, since: number, now: number): Row {
  const label = taskName(program, hold.task);
  const isWaiting = hold.acquiredAt === undefined;
  return {
    id: `${lockId}/${hold.id}`,
    label,
    description: dotted(state, age(since, now)),
    detail: () => ({
      lines: [`${label}: ${dotted(state, age(since, now))}`],
      places: [{ title: isWaiting ? t('Waits at') : t('Acquired at'), stack: hold.stack }],
    }),
    spoken: `${label} ${state}, ${age(since, now)}`,
    icon: isWaiting ? 'watch' : 'key',
    contexts: ['hold', ...siteContext(hold.stack)],
    target: { program: program.key, site: hold.stack },
  };
}
