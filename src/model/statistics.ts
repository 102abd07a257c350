/** Running totals: every number here costs O(1) to keep and to read, however long the run. */
export interface Statistics {
  events: number;
  /** Lost is what was garbage-collected while it ran, and did not end after all. */
  tasks: { started: number; completed: number; failed: number; cancelled: number; alive: number; lost: number };
  scopes: {
    entered: number;
    completed: number;
    failed: number;
    cancelled: number;
    open: number;
    violations: number;
    broken: number;
  };
  locks: { acquired: number; contended: number; held: number; waiting: number; heldTotal: number; heldLongest: number };
  sessions: { opened: number; completed: number; failed: number; cancelled: number; open: number; lost: number };
  operations: {
    registered: number;
    attempts: number;
    succeeded: number;
    failed: number;
    cancelled: number;
    retries: number;
    /** Sum and number of ended attempts, for the mean. */
    durationTotal: number;
    ended: number;
    /** From the first failure of an operation to its next success. */
    recoveries: number;
    recoveryTotal: number;
    recoveryLongest: number;
  };
  /** Attempts that went wrong, by the class of their error, where it was classified. */
  errors: Map<string, number>;
  /** By the strategy chosen. */
  strategies: Map<string, StrategyTotals>;
  /** Ended attempts, by the name of their operation. */
  operationNames: Map<string, AttemptTotals>;
}

/** Times in ms. */
export interface AttemptTotals {
  count: number;
  failed: number;
  durationTotal: number;
  durationLongest: number;
}

/** Times in ms, from the first failure of an operation to the success that the strategy led to. */
export interface StrategyTotals {
  chosen: number;
  recoveries: number;
  recoveryTotal: number;
  recoveryLongest: number;
}

/** Totals before the first event. */
export const emptyStatistics = (): Statistics => ({
  events: 0,
  tasks: { started: 0, completed: 0, failed: 0, cancelled: 0, alive: 0, lost: 0 },
  scopes: { entered: 0, completed: 0, failed: 0, cancelled: 0, open: 0, violations: 0, broken: 0 },
  locks: { acquired: 0, contended: 0, held: 0, waiting: 0, heldTotal: 0, heldLongest: 0 },
  sessions: { opened: 0, completed: 0, failed: 0, cancelled: 0, open: 0, lost: 0 },
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
    recoveryLongest: 0,
  },
  errors: new Map(),
  strategies: new Map(),
  operationNames: new Map(),
});
