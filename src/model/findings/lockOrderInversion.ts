import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import { taskName } from '../selectors.ts';
import type { Finding, Hold } from '../state.ts';
import { type Acquisition, LockOrders } from './lockOrders.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { quote, taskPhrases } from './phrases.ts';

type Party = Finding['parties'][number];

const partiesOf = ({ program }: ProgramState, { task, outerStack, innerStack }: Acquisition): Party[] =>
  [outerStack, innerStack].map((stack) => ({ role: 'acquired', task, taskName: taskName(program, task), stack }));

function draft(state: ProgramState, hold: Hold, outer: Hold, one: Acquisition, other: Acquisition): Draft {
  const [first, second] = [quote(hold.lock), quote(outer.lock)];
  const [who, whoElse] = taskPhrases(state.program, one.task, other.task);
  return {
    severity: lockOrderInversion.severity,
    confidence: 'likely',
    sentence: t(
      'Lock {0} was acquired by {1} while it held lock {2}, and lock {2} by {3} while it held lock {0}: at the same time they would wait for each other for ever.',
      first,
      who,
      second,
      whoElse,
    ),
    subject: { kind: 'lock', id: hold.id, name: hold.lock },
    parties: [...partiesOf(state, one), ...partiesOf(state, other)],
  };
}

/** Only what one flow at a time may have, and what keeps a flow waiting. */
const isMutex = ({ program }: ProgramState, hold: Hold): boolean => {
  const lock = program.locks.get(hold.lockKey);
  return lock?.permits === 1 && lock.kind !== 'pool';
};

/**
 * Two locks that are taken in both orders, each at a place of its own. Nothing has gone wrong yet, and it may be that
 * the two never meet, so it is likely and no more.
 */
export const lockOrderInversion: FindingKind = {
  kind: 'lock-order-inversion',
  title: () => t('Locks acquired in both orders'),
  severity: 'warning',
  usualCauses: () => [
    t('Two functions that need the same locks take them each in an order of its own.'),
    t('The order follows the arguments, as in a transfer between two accounts: sort them first.'),
    t('A callback that takes a lock is called while another lock is held.'),
  ],
  watch: (desk: Desk) => {
    const orders = new WeakMap<ProgramState, LockOrders>();
    const ordersOf = (state: ProgramState): LockOrders => {
      const known = orders.get(state) ?? new LockOrders();
      orders.set(state, known);
      return known;
    };
    return {
      on: {
        'lock-acquired': (state, hold, at) => {
          if (hold.holding.length === 0 || !isMutex(state, hold)) return;
          const held = hold.holding.flatMap((id) => state.program.holds.get(id) ?? []);
          const outer = held.filter((each) => each.lockKey !== hold.lockKey && isMutex(state, each));
          for (const each of outer) {
            const acquisition: Acquisition = {
              outer: each.lockKey,
              inner: hold.lockKey,
              task: hold.task,
              outerStack: each.stack,
              innerStack: hold.stack,
              gates: outer.filter((gate) => gate !== each).map((gate) => gate.lockKey),
            };
            const opposite = ordersOf(state).add(acquisition);
            if (opposite)
              desk.report(lockOrderInversion, state, hold.id, at, draft(state, hold, each, acquisition, opposite));
          }
        },
      },
    };
  },
};
