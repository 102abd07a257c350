import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import { isAlive, mainTaskOf } from '../selectors.ts';
import type { Finding, Program, Task } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { commaPhrase, countPhrase, quote, taskPhrase } from './phrases.ts';

type Party = Finding['parties'][number];

/** The exit code of Node for a module of which a top-level `await` never came to its end. */
const unsettledTopLevelAwait = 13;
/** Parties of the finding. */
const mostShown = 10;
/** Pieces of work named in the sentence. */
const mostNamed = 3;

/** Kinds of tasks that end when the process does, or whose end is somebody else's affair. */
const passive: ReadonlySet<string> = new Set([
  'main',
  'http',
  'generator',
  'interval',
  'worker',
  'process',
  'server',
  'socket',
]);

const isPending = (task: Task): boolean => isAlive(task) && !passive.has(task.kind);

interface Pending {
  words: string;
  party: Party;
}

/** What had been begun: tasks that did not wait for another of these, and waits for locks. */
function pendingIn({ program, tasksByParent }: ProgramState): Pending[] {
  const pending: Pending[] = [];
  for (const task of program.tasks.values()) {
    if (!isPending(task) || [...tasksByParent.of(task.id)].some(isPending)) continue;
    const { id, name, stack } = task;
    pending.push({ words: taskPhrase(program, id), party: { role: 'spawned', task: id, taskName: name, stack } });
  }
  const told = new Set(pending.map(({ party }) => party.task));
  for (const { acquiredAt, task, lock, stack } of program.holds.values()) {
    if (acquiredAt !== undefined || told.has(task)) continue;
    const taskName = program.tasks.get(task)?.name ?? '';
    pending.push({ words: t('a wait for lock {0}', quote(lock)), party: { role: 'waiting', task, taskName, stack } });
  }
  return pending;
}

function draft(program: Program, main: Task, pending: readonly Pending[]): Draft {
  const isCertain = program.exitCode === unsettledTopLevelAwait;
  const more = pending.length - mostNamed;
  const named = pending.slice(0, mostNamed).map(({ words }) => words);
  const list = commaPhrase(more > 0 ? [...named, countPhrase(more, t('{0} more'), t('{0} more'))] : named);
  const parties = pending.slice(0, mostShown).map(({ party }) => party);
  return {
    severity: isCertain ? 'error' : 'warning',
    confidence: isCertain ? 'certain' : 'likely',
    sentence: sentenceOf(isCertain, pending.length, list),
    subject: { kind: 'task', id: main.id, name: main.name },
    parties:
      parties.length > 0 ? parties : [{ role: 'spawned', task: main.id, taskName: main.name, stack: main.stack }],
  };
}

function sentenceOf(isCertain: boolean, count: number, list: string): string {
  if (count === 0)
    return t('The program ended before a top-level await had come to its end: nothing was left that could.');
  const work = countPhrase(count, t('{0} piece of work was pending'), t('{0} pieces of work were pending'));
  return isCertain
    ? t(
        'The program ended before a top-level await had come to its end; {0}, which nothing could end any more: {1}.',
        work,
        list,
      )
    : t('The program ended by itself while {0}, which nothing could end any more: {1}.', work, list);
}

/**
 * The event loop was empty, and something had been begun that only the event loop could end. It may be meant: some work
 * is only done while there is other work. That a top-level `await` did not come to its end is said by Node for certain.
 */
export const unsettledAtEnd: FindingKind = {
  kind: 'unsettled-at-end',
  title: () => t('Program ended while work was pending'),
  severity: 'warning',
  usualCauses: () => [
    t('It awaits a promise that is never settled: a callback is not called, or an event does not come.'),
    t('It waits for a timer, a socket or a process that was told by `unref` not to keep the program alive.'),
    t('Two pieces of work wait for each other.'),
  ],
  watch: (desk: Desk) => ({
    on: {
      bye: (state, program, at) => {
        const main = program.endedByItself ? mainTaskOf(program) : undefined;
        if (!main) return;
        const pending = pendingIn(state);
        if (pending.length === 0 && program.exitCode !== unsettledTopLevelAwait) return;
        desk.report(unsettledAtEnd, state, main.id, at, draft(program, main, pending));
      },
    },
  }),
};
