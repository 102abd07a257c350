import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import { taskName } from '../selectors.ts';
import type { Hold } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { clausePhrase, quote, taskPhrase } from './phrases.ts';
import { findDeadlock } from './waitGraph.ts';

/** What the flow of a wait holds, or its task where the program does not tell flows apart. */
const heldBy = ({ program, holdsByTask, tellsHolding }: ProgramState, wait: Hold): Hold[] =>
  tellsHolding ? wait.holding.flatMap((id) => program.holds.get(id) ?? []) : [...holdsByTask.of(wait.task)];

function draft(state: ProgramState, waits: readonly Hold[]): Draft {
  const { program } = state;
  const wanted = new Set(waits.map((wait) => wait.lockKey));
  const parties: Draft['parties'][number][] = [];
  const phrases = waits.map((wait) => {
    const held = heldBy(state, wait).find(({ lockKey }) => lockKey !== wait.lockKey && wanted.has(lockKey));
    const name = taskName(program, wait.task);
    parties.push({ role: 'waiting', task: wait.task, taskName: name, stack: wait.stack });
    if (held) parties.push({ role: 'acquired', task: wait.task, taskName: name, stack: held.stack });
    const [who, wants] = [taskPhrase(program, wait.task), quote(wait.lock)];
    return held
      ? t('{0} holds lock {1} and waits for lock {2}', who, quote(held.lock), wants)
      : t('{0} waits for lock {1}', who, wants);
  });
  const [first] = waits;
  const shareName = [...wanted].some((key) => {
    const lock = program.locks.get(key);
    return lock !== undefined && lock.holders.size > Math.max(lock.permits, 1);
  });
  const tasks = new Set(waits.map((wait) => wait.task));
  const isTold = state.tellsHolding && waits.every(({ origin }) => origin === 'library');
  const isCertain = isTold && tasks.size === waits.length && !shareName;
  return {
    severity: deadlock.severity,
    // A task that waits twice has more than one flow, and another one of them may go on. So it may where the program
    // does not say itself what a waiting flow holds, or where locks share a name.
    confidence: isCertain ? 'certain' : 'likely',
    sentence: t('No task can go on: {0}.', clausePhrase(phrases)),
    subject: { kind: 'lock', id: first?.id ?? 0, name: first?.lock ?? '' },
    parties,
  };
}

export const deadlock: FindingKind = {
  kind: 'deadlock',
  title: () => t('Deadlock'),
  severity: 'error',
  usualCauses: () => [
    t('Two tasks acquire the same locks in a different order.'),
    t('A task waits for a pool slot while it holds a lock that the users of the pool need.'),
  ],
  watch: (desk: Desk) => {
    /** Per wait or hold in a deadlock, the waits by which deadlocks are named. */
    const involved = new WeakMap<Hold, number[]>();
    const look = (state: ProgramState, wait: Hold, at: number): void => {
      const waits = findDeadlock(state, wait);
      if (!waits || waits.every((each) => involved.has(each))) return;
      desk.report(deadlock, state, wait.id, at, draft(state, waits));
      for (const each of waits) {
        for (const hold of [each, ...(state.program.locks.get(each.lockKey)?.holders.values() ?? [])]) {
          const names = involved.get(hold);
          if (names) names.push(wait.id);
          else involved.set(hold, [wait.id]);
        }
      }
    };
    const end = (state: ProgramState, hold: Hold, at: number): void => {
      for (const name of involved.get(hold) ?? []) desk.resolve('deadlock', state, name, at);
      involved.delete(hold);
    };
    return {
      waits: (state, wait) => look(state, wait, wait.waitingSince),
      on: {
        'lock-acquired': (state, hold, at) => {
          end(state, hold, at);
          for (const wait of state.waitsByTask.of(hold.task)) look(state, wait, at);
          for (const wait of state.waitsByHold.of(hold.id)) look(state, wait, at);
        },
        'lock-released': end,
      },
    };
  },
};
