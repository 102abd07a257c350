import { indicatorsOf } from '../../../model/report/indicators.ts';
import { CancelScope } from '../cancelScope.ts';
import { type Id, IdMap, manyIds } from './idMap.ts';
import { type Observation, type ObservedBy, defaultObservation } from './observation.ts';
import { type ScopeEvent, scopeEventsOf } from './protocolEvents.ts';

/** Running totals of scopes. */
export interface ScopeStatistics {
  /** Scopes ever entered. */
  enterCount: number;
  /** Scopes left, in whatever way. */
  exitCount: number;
  /** Scopes that are open now. */
  activeCount: number;
  /** Scopes left because they were cancelled. */
  cancelledCount: number;
  /** Scopes left with an error, and rules broken. */
  errorCount: number;
  /** Rules broken. */
  violationCount: number;
  /** Rules broken ÷ scopes entered; null before there are any. */
  errorRate: number | null;
}

/** Left scopes whose ids are kept, to tell a second exit from one that was never entered. */
const keptExits = 1_000;

/** Enters and leaves scopes by ids, across functions and tasks, and tells of all scopes of the program. */
export class CancelScopeMonitor {
  /** @internal */
  protected readonly observation: Observation;
  readonly #open = new IdMap<CancelScope>(manyIds);
  readonly #left = new IdMap<CancelScope>(keptExits);

  /** @param options which observation to read */
  constructor({ observation = defaultObservation() }: ObservedBy = {}) {
    this.observation = observation;
  }

  /**
   * Enters a scope, in the task and for the flow that calls.
   * @param scopeId what to leave it by; one is made unless given
   * @param name what people will read; the id unless given
   * @returns the id
   */
  enterScope(scopeId?: Id, name?: string): Id {
    const scope = new CancelScope(name ?? String(scopeId ?? 'scope'));
    const id = scopeId ?? scope.id;
    this.#open.add(id, scope.enter());
    return id;
  }

  /**
   * Leaves the scope entered last by that id. Leaving it in a wrong way is reported, and never throws: in another task,
   * a second time, or without anybody having entered it.
   * @param name for the report on an id that nobody entered
   * @param error what the work in it failed with
   */
  exitScope(scopeId: Id, name = String(scopeId), error?: unknown): void {
    const open = this.#open.take(scopeId);
    const scope = open ?? this.#left.last(scopeId) ?? new CancelScope(name);
    if (open) this.#left.add(scopeId, open);
    scope.exit(error);
  }

  /** Running totals of all scopes of the program, whoever entered them. */
  getScopeStatistics(): ScopeStatistics {
    const { statistics } = this.observation.read();
    const { entered, completed, failed, cancelled, open, violations } = statistics.scopes;
    return {
      enterCount: entered,
      exitCount: completed + failed + cancelled,
      activeCount: open,
      cancelledCount: cancelled,
      errorCount: failed + violations,
      violationCount: violations,
      errorRate: indicatorsOf(statistics).cancelScopeErrorRate,
    };
  }

  /** Of the last events those that tell of an error: scopes left with one, and rules broken. */
  checkScopeErrors(): ScopeEvent[] {
    return scopeEventsOf(this.observation).filter(({ type, details }) => {
      const isFailure = type === 'scope-exited' && 'status' in details && details.status === 'failed';
      return isFailure || type === 'violation';
    });
  }

  /** @internal The open scope of that id. */
  protected scopeOf(scopeId: Id): CancelScope | undefined {
    return this.#open.last(scopeId);
  }
}
