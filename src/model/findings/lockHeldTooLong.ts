import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import { taskName } from '../selectors.ts';
import type { Hold } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { countPhrase, durationPhrase, quote, taskPhrase } from './phrases.ts';

function draft({ program }: ProgramState, hold: Hold, sentence: string): Draft {
  const waiters = [...(program.locks.get(hold.lockKey)?.waiters.values() ?? [])].slice(0, 5);
  return {
    severity: lockHeldTooLong.severity,
    confidence: 'certain',
    sentence,
    subject: { kind: 'lock', id: hold.id, name: hold.lock },
    parties: [
      { role: 'acquired', task: hold.task, taskName: taskName(program, hold.task), stack: hold.stack },
      ...waiters.map(({ task, stack }) => ({
        role: 'waiting' as const,
        task,
        taskName: taskName(program, task),
        stack,
      })),
    ],
  };
}

function stillHeld({ program }: ProgramState, hold: Hold, limit: number): string {
  const waiters = program.locks.get(hold.lockKey)?.waiters;
  const [first] = waiters?.values() ?? [];
  const others = (waiters?.size ?? 0) - 1;
  const known = [quote(hold.lock), taskPhrase(program, hold.task), durationPhrase(limit)];
  if (!first) return t('Lock {0} has been held by {1} for more than {2}.', ...known);
  const waiter = taskPhrase(program, first.task);
  if (others === 0)
    return t('Lock {0} has been held by {1} for more than {2}, and {3} waits for it.', ...known, waiter);
  const more = countPhrase(others, t('{0} other'), t('{0} others'));
  return t('Lock {0} has been held by {1} for more than {2}, and {3} and {4} wait for it.', ...known, waiter, more);
}

const wasHeld = ({ program }: ProgramState, hold: Hold, held: number, limit: number): string =>
  t(
    'Lock {0} was held by {1} for {2}, longer than the {3} allowed.',
    quote(hold.lock),
    taskPhrase(program, hold.task),
    durationPhrase(held),
    durationPhrase(limit),
  );

export const lockHeldTooLong: FindingKind = {
  kind: 'lock-held-too-long',
  title: () => t('Lock held too long'),
  severity: 'warning',
  usualCauses: () => [
    t('A slow call, often over the network, is awaited while the lock is held.'),
    t('The lock is released only when a whole request or session ends.'),
    t('The holder itself waits for something that never happens.'),
  ],
  watch: (desk: Desk) => ({
    on: {
      'lock-released': (state, hold, at) => {
        const limit = desk.thresholds.lockHeld;
        if (hold.acquiredAt === undefined) return;
        const held = desk.lived(hold.acquiredAt, at);
        if (held < limit) return;
        const sentence = wasHeld(state, hold, held, limit);
        // Between two ticks nobody looked: it is told now, as something that is over.
        if (!desk.open('lock-leaked', state, hold.id)) {
          desk.report(lockHeldTooLong, state, hold.id, at, draft(state, hold, sentence));
        }
        const finding = desk.resolve('lock-held-too-long', state, hold.id, at);
        if (finding && finding.count === 1) finding.sentence = sentence;
      },
    },
    tick(states, now) {
      const limit = desk.thresholds.lockHeld;
      for (const state of states) {
        // The clock of a program that ended, or that has not told its time yet, stands still.
        if (!state.named || state.program.endedAt !== undefined) continue;
        for (const hold of state.program.holds.values()) {
          if (hold.acquiredAt === undefined || now - hold.acquiredAt < limit) continue;
          if (desk.lived(hold.acquiredAt, now) < limit) continue;
          // That its owner is gone says more than that it takes long.
          if (desk.open('lock-held-too-long', state, hold.id) || desk.open('lock-leaked', state, hold.id)) continue;
          desk.report(lockHeldTooLong, state, hold.id, now, draft(state, hold, stillHeld(state, hold, limit)));
        }
      }
    },
  }),
};
