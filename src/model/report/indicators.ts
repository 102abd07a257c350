import type { Statistics } from '../statistics.ts';
import type { Indicators } from './schema.ts';

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** The four figures that say how healthy a run is; null where there is nothing to measure. */
export function indicatorsOf({ scopes, sessions, operations }: Statistics): Indicators {
  const ended = sessions.completed + sessions.failed + sessions.cancelled;
  return {
    // More rules than scopes can be broken (a scope left that nobody entered), but a share is at most all.
    cancelScopeErrorRate: ratio(scopes.broken, Math.max(scopes.entered, scopes.broken)),
    sessionSuccessRate: ratio(sessions.completed, ended),
    meanOperationTime: ratio(operations.durationTotal, operations.ended),
    errorRecoveryTime: ratio(operations.recoveryTotal, operations.recoveries),
  };
}
