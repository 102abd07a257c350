import type { ProgramState } from '../programState.ts';
import type { Hold, Program } from '../state.ts';

/** So many waits are looked at from one; more are no deadlock a person could read. */
const searchLimit = 1_000;

/**
 * Whether a wait keeps a hold of the same task from being released, for programs that do not say what the waiting flow
 * holds. A task may have several flows; that of a wait in another branch of scopes than the hold is a different one,
 * and goes on.
 */
function isSameFlow({ scopes }: Program, hold: Hold, wait: Hold): boolean {
  if (hold.scope === 0 || scopes.get(hold.scope)?.exitedAt !== undefined) return true;
  for (
    let scope = scopes.get(wait.scope);
    scope;
    scope = scope.parent < scope.id ? scopes.get(scope.parent) : undefined
  ) {
    if (scope.id === hold.scope) return true;
  }
  return !scopes.has(hold.scope);
}

/**
 * Waits that must end before `hold`, which is in the way of `wait`, can be released; none if its owner is not waiting as
 * far as one can know. What a flow waits for from itself is for the lock to judge.
 */
function waitsBehind(
  { program, waitsByTask, waitsByHold, tellsHolding }: ProgramState,
  hold: Hold,
  wait: Hold,
): Hold[] {
  const told = [...waitsByHold.of(hold.id)].filter((behind) => behind !== wait);
  if (told.length > 0 || (tellsHolding && hold.origin === 'library')) return told;
  // Another flow of the same task may be about to release it.
  if (hold.task === wait.task) return [];
  return [...waitsByTask.of(hold.task)].filter((behind) => isSameFlow(program, hold, behind));
}

/**
 * For each blocker of a wait the waits that it is stuck in; undefined as soon as somebody in the way can go on. A lock
 * with a free permit keeps nobody waiting: the next event will say who got it.
 */
function stuckBehind(state: ProgramState, wait: Hold): Hold[][] | undefined {
  const lock = state.program.locks.get(wait.lockKey);
  if (!lock || lock.holders.size < Math.max(lock.permits, 1)) return undefined;
  const behind: Hold[][] = [];
  for (const hold of lock.holders.values()) {
    const waits = waitsBehind(state, hold, wait);
    if (waits.length === 0) return undefined;
    behind.push(waits);
  }
  return behind;
}

/** The waits in reach of `start` that may be stuck, and in what; undefined if `start` is not, or there are too many. */
function reach(state: ProgramState, start: Hold): Map<Hold, Hold[][]> | undefined {
  const graph = new Map<Hold, Hold[][]>();
  const pending = [start];
  for (let wait = pending.pop(); wait; wait = pending.pop()) {
    if (graph.has(wait)) continue;
    if (graph.size >= searchLimit) return undefined;
    const behind = stuckBehind(state, wait);
    if (!behind && wait === start) return undefined;
    graph.set(wait, behind ?? []);
    for (const waits of behind ?? []) pending.push(...waits);
  }
  return graph;
}

/** Takes away each wait that will end because one of its blockers can go on, until only stuck ones are left. */
function keepStuck(graph: Map<Hold, Hold[][]>): void {
  for (let before = -1; before !== graph.size; ) {
    before = graph.size;
    for (const [wait, blockers] of [...graph].reverse()) {
      const isStuck = blockers.length > 0 && blockers.every((waits) => waits.some((next) => graph.has(next)));
      if (!isStuck) graph.delete(wait);
    }
  }
}

/**
 * The waits of the deadlock that `start` closes, `start` first; undefined if it closes none. A wait is stuck if every
 * holder of its lock is (one release would do), and a holder is stuck if a wait in its own flow is.
 */
export function findDeadlock(state: ProgramState, start: Hold): Hold[] | undefined {
  const graph = reach(state, start);
  if (!graph) return undefined;
  keepStuck(graph);
  if (!graph.has(start)) return undefined;
  const found = new Set<Hold>();
  const pending = [start];
  let isClosed = false;
  for (let wait = pending.pop(); wait; wait = pending.pop()) {
    found.add(wait);
    for (const next of (graph.get(wait) ?? []).flat()) {
      if (next === start) isClosed = true;
      if (graph.has(next) && !found.has(next)) pending.push(next);
    }
  }
  return isClosed ? [...found] : undefined;
}
