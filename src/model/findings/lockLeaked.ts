import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import { mainTaskOf, taskName } from '../selectors.ts';
import type { Hold, Task } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { endPhrase, quote, taskPhrase } from './phrases.ts';

function draft({ program }: ProgramState, hold: Hold, owner: Task): Draft {
  return {
    severity: lockLeaked.severity,
    confidence: 'likely',
    sentence: t(
      'Lock {0} is still held although {1}, which acquired it, {2}.',
      quote(hold.lock),
      taskPhrase(program, owner.id),
      endPhrase(owner.state),
    ),
    subject: { kind: 'lock', id: hold.id, name: hold.lock },
    parties: [
      { role: 'acquired', task: hold.task, taskName: taskName(program, hold.task), stack: hold.stack },
      { role: 'spawned', task: owner.id, taskName: owner.name, stack: owner.stack },
    ],
  };
}

/**
 * A lock whose owner is gone. It may be meant: a task at the start takes the leadership for all that come after it, and
 * a permit may be given back by another task. It is over when the lock is released.
 */
export const lockLeaked: FindingKind = {
  kind: 'lock-leaked',
  title: () => t('Lock never released'),
  severity: 'warning',
  usualCauses: () => [
    t('The release is not in a `finally` block, and an error or an early return skipped it.'),
    t('The task was cancelled between acquiring the lock and the code that releases it.'),
    t('The lock is released in a callback that is never called.'),
  ],
  watch: (desk: Desk) => {
    const suspect = (state: ProgramState, hold: Hold, owner: Task): void => {
      desk.later(state, (owner.endedAt ?? 0) + desk.thresholds.leakGrace, (now) => {
        if (state.program.holds.get(hold.id) !== hold) return;
        desk.report(lockLeaked, state, hold.id, now, draft(state, hold, owner));
      });
    };
    return {
      on: {
        bye: (state, program, at) => {
          const main = program.endedByItself ? mainTaskOf(program) : undefined;
          for (const hold of main ? state.holdsByTask.of(main.id) : []) {
            if (main) desk.report(lockLeaked, state, hold.id, at, draft(state, hold, main));
          }
        },
        'task-ended': (state, task) => {
          for (const hold of state.holdsByTask.of(task.id)) suspect(state, hold, task);
        },
        'lock-acquired': (state, hold) => {
          const owner = state.program.tasks.get(hold.task);
          if (owner?.endedAt !== undefined) suspect(state, hold, owner);
        },
        'lock-released': (state, hold, at) => void desk.resolve('lock-leaked', state, hold.id, at),
      },
    };
  },
};
