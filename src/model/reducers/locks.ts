import type { EventOf } from '../../protocol/events.ts';
import type { ProgramState } from '../programState.ts';
import type { Hold, Lock } from '../state.ts';
import type { Reducers } from './reducer.ts';

function lockOf({ program, idleLocks }: ProgramState, event: EventOf<'lock-waiting'>): Lock {
  const key = event.object || event.lock;
  const known = program.locks.get(key);
  if (known) {
    idleLocks.delete(key);
    known.permits = event.permits;
    return known;
  }
  const lock: Lock = {
    key,
    name: event.lock,
    kind: event.kind,
    permits: event.permits,
    holders: new Map(),
    waiters: new Map(),
    acquisitions: 0,
    contended: 0,
    heldTotal: 0,
    heldLongest: 0,
  };
  program.locks.set(key, lock);
  return lock;
}

/** A wait is over: it is no longer in the way of what its task and its flow hold. */
function endWait({ waitsByTask, waitsByHold }: ProgramState, hold: Hold): void {
  waitsByTask.delete(hold.task, hold);
  for (const held of hold.holding) waitsByHold.delete(held, hold);
}

function retire({ program, idleLocks }: ProgramState, lock: Lock): void {
  if (lock.holders.size > 0 || lock.waiters.size > 0) return;
  const oldest = idleLocks.add(lock.key);
  if (oldest !== undefined) program.locks.delete(oldest);
}

export const lockReducers: Reducers<'lock-waiting' | 'lock-acquired' | 'lock-released'> = {
  'lock-waiting': (state, event, at, { locks }) => {
    const { program, endedHolds, waitsByTask, waitsByHold } = state;
    const { id, origin, task, scope, stack, holding } = event;
    if (program.holds.has(id) || endedHolds.has(id)) return undefined;
    const lock = lockOf(state, event);
    // Every acquisition begins as a wait; it is contended only if nothing was free.
    const isContended = lock.holders.size + lock.waiters.size >= Math.max(lock.permits, 1);
    if (isContended) {
      lock.contended += 1;
      locks.contended += 1;
    }
    const hold: Hold = {
      id,
      origin,
      lock: lock.name,
      lockKey: lock.key,
      task,
      scope,
      stack,
      holding,
      waitingSince: at,
      acquiredAt: undefined,
    };
    if (isContended) state.newWait = hold;
    program.holds.set(id, hold);
    lock.waiters.set(id, hold);
    waitsByTask.add(task, hold);
    if (holding.length > 0) {
      state.tellsHolding = true;
      for (const held of holding) waitsByHold.add(held, hold);
    }
    locks.waiting += 1;
    return hold;
  },

  'lock-acquired': (state, event, at, { locks }) => {
    const { program, holdsByTask } = state;
    const hold = program.holds.get(event.id);
    const lock = hold && program.locks.get(hold.lockKey);
    if (!lock || hold.acquiredAt !== undefined) return undefined;
    hold.acquiredAt = at;
    if (state.newWait === hold) {
      // Something was free after all.
      state.newWait = undefined;
      lock.contended -= 1;
      locks.contended -= 1;
    }
    lock.waiters.delete(hold.id);
    lock.holders.set(hold.id, hold);
    lock.acquisitions += 1;
    endWait(state, hold);
    holdsByTask.add(hold.task, hold);
    locks.waiting -= 1;
    locks.held += 1;
    locks.acquired += 1;
    return hold;
  },

  'lock-released': (state, event, at, { locks }) => {
    const { program, endedHolds, holdsByTask } = state;
    endedHolds.add(event.id);
    const hold = program.holds.get(event.id);
    const lock = hold && program.locks.get(hold.lockKey);
    if (!lock) return undefined;
    program.holds.delete(hold.id);
    if (hold.acquiredAt === undefined) {
      lock.waiters.delete(hold.id);
      endWait(state, hold);
      locks.waiting -= 1;
    } else {
      const held = Math.max(0, at - hold.acquiredAt);
      lock.holders.delete(hold.id);
      lock.heldTotal += held;
      lock.heldLongest = Math.max(lock.heldLongest, held);
      holdsByTask.delete(hold.task, hold);
      locks.held -= 1;
      locks.heldTotal += held;
      locks.heldLongest = Math.max(locks.heldLongest, held);
    }
    retire(state, lock);
    return hold;
  },
};
