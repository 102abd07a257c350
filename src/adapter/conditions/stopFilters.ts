import type { DebugProtocol } from '@vscode/debugprotocol';
import {
  type CauseClass,
  lockCauseClasses,
  scopeCauseClasses,
  stoppingCauseClasses,
} from '../../protocol/causeClasses.ts';

/** An exception filter of ours: a checkbox in the editor's Breakpoints view. */
export interface StopFilter {
  readonly shown: DebugProtocol.ExceptionBreakpointsFilter;
  /** What it stops for by itself. */
  readonly classes: ReadonlySet<CauseClass>;
  /** What it also stops for where its condition names that class. */
  readonly nameable: ReadonlySet<CauseClass>;
}

const example = (condition: string): string =>
  `As in: ${condition} — fields class, name, scope, lock, session, task, owner, reason, file, function; == != =~ !~ && || ! ( )`;

const conditional = (condition: string) =>
  ({ supportsCondition: true, conditionDescription: example(condition) }) as const;

export const cancelScopeFilter: StopFilter = {
  shown: {
    filter: 'asyncScope.cancelScope',
    label: 'Cancel-scope errors',
    description: 'Stop where a cancel scope or a task group is broken: left in another task, out of order, or twice.',
    default: true,
    ...conditional("class == 'exited-twice' || scope =~ /db/"),
  },
  classes: stoppingCauseClasses,
  nameable: scopeCauseClasses,
};

export const lockFilter: StopFilter = {
  shown: {
    filter: 'asyncScope.lockProblems',
    label: 'Lock problems',
    description:
      'Stop when locks deadlock, are taken in opposite orders, held too long, leaked, or released by a task that does not own them.',
    default: false,
    ...conditional("class == 'deadlock' || lock =~ /db/"),
  },
  classes: lockCauseClasses,
  nameable: lockCauseClasses,
};

export const sessionFilter: StopFilter = {
  shown: {
    filter: 'asyncScope.sessionLeaks',
    label: 'Session leaks',
    description: 'Stop when a session is left open although its owner has ended.',
    default: false,
    ...conditional('session =~ /redis/'),
  },
  classes: new Set<CauseClass>(['session-leaked']),
  nameable: new Set<CauseClass>(['session-leaked']),
};

/** All of ours, in the order in which they are shown. */
export const stopFilters: readonly StopFilter[] = [cancelScopeFilter, lockFilter, sessionFilter];

/** Our filter of this name. */
export const stopFilterOf = (name: string): StopFilter | undefined =>
  stopFilters.find(({ shown }) => shown.filter === name);
