import type { Statistics } from './state.ts';

/** Totals before the first event. */
export const emptyStatistics = (): Statistics => ({
  events: 0,
  tasks: { started: 0, completed: 0, failed: 0, cancelled: 0, alive: 0 },
  scopes: { entered: 0, completed: 0, failed: 0, cancelled: 0, open: 0, violations: 0 },
  locks: { acquired: 0, contended: 0, held: 0, waiting: 0, heldTotal: 0, heldLongest: 0 },
  sessions: { opened: 0, completed: 0, failed: 0, cancelled: 0, open: 0 },
  operations: {
    registered: 0,
    attempts: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    retries: 0,
    durationTotal: 0,
    ended: 0,
    recoveries: 0,
    recoveryTotal: 0,
  },
});
