import { cancelChain } from '../cancelChain.ts';
import { taskName } from '../selectors.ts';
import type { Finding, Hold, Lock, Operation, Program, Scope, Session, SessionCheck, Task } from '../state.ts';
import type { Statistics } from '../statistics.ts';
import { type Locate, placeOf } from './place.ts';
import type {
  Location,
  LockParty,
  OpenLock,
  OpenScope,
  OpenSession,
  OpenTask,
  ReportFinding,
  ReportOperation,
  ReportProgram,
  ReportStatistics,
} from './schema.ts';

export function findingRow(finding: Finding, program: Program | undefined, locate: Locate): ReportFinding {
  const locations = (stack: readonly number[]): Location[] =>
    stack.flatMap((id) => {
      const site = program?.sites.get(id);
      return site ? [locate(finding.program, site)] : [];
    });
  return {
    key: finding.key,
    kind: finding.kind,
    severity: finding.severity,
    confidence: finding.confidence,
    title: finding.title,
    sentence: finding.sentence,
    usualCauses: [...finding.usualCauses],
    program: finding.program,
    subject: { ...finding.subject },
    parties: finding.parties.map(({ role, task, taskName, stack }) => ({
      role,
      task,
      taskName,
      stack: locations(stack),
    })),
    cancelChain: finding.cancelChain.map((link) => ({ ...link })),
    at: finding.at,
    resolvedAt: finding.resolvedAt ?? null,
    count: finding.count,
  };
}

/** The figures; what goes by names has rows of its own. */
export const statisticsRow = ({ events, tasks, scopes, locks, sessions, operations }: Statistics): ReportStatistics =>
  structuredClone({ events, tasks, scopes, locks, sessions, operations });

export const programRow = (program: Program): ReportProgram => ({
  key: program.key,
  pid: program.pid,
  thread: program.thread,
  title: program.title,
  node: program.node,
  cwd: program.cwd,
  startedAt: program.timeOrigin,
  endedAt: program.endedAt ?? null,
  exitCode: program.exitCode ?? null,
  lost: program.lost,
});

export const taskRow = (program: Program, task: Task, locate: Locate): OpenTask => ({
  program: program.key,
  id: task.id,
  name: task.name,
  kind: task.kind,
  parent: task.parent,
  scope: task.scope,
  scopeName: program.scopes.get(task.scope)?.name ?? null,
  startedAt: task.startedAt,
  location: placeOf(program, task.stack, locate),
});

export const scopeRow = (program: Program, scope: Scope, locate: Locate): OpenScope => ({
  program: program.key,
  id: scope.id,
  name: scope.name,
  kind: scope.kind,
  task: scope.task,
  taskName: taskName(program, scope.task),
  parent: scope.parent,
  enteredAt: scope.enteredAt,
  timeout: scope.timeout ?? null,
  shield: scope.shield,
  cancelChain: cancelChain(program, scope.id),
  location: placeOf(program, scope.enterStack, locate),
});

export function lockRow(program: Program, lock: Lock, locate: Locate): OpenLock {
  const party = (hold: Hold): LockParty => ({
    task: hold.task,
    taskName: taskName(program, hold.task),
    since: hold.acquiredAt ?? hold.waitingSince,
    location: placeOf(program, hold.stack, locate),
  });
  return {
    program: program.key,
    name: lock.name,
    kind: lock.kind,
    permits: lock.permits,
    holders: [...lock.holders.values()].map(party),
    waiters: [...lock.waiters.values()].map(party),
    acquisitions: lock.acquisitions,
    contended: lock.contended,
    heldTotal: lock.heldTotal,
    heldLongest: lock.heldLongest,
  };
}

const checkRow = (check: SessionCheck | undefined): OpenSession['lastCheck'] =>
  check ? { ...check, latency: check.latency ?? null, detail: check.detail ?? null } : null;

export const sessionRow = (program: Program, session: Session, locate: Locate): OpenSession => ({
  program: program.key,
  id: session.id,
  name: session.name,
  kind: session.kind,
  task: session.task,
  taskName: taskName(program, session.task),
  state: session.state,
  detail: session.detail ?? null,
  lastCheck: checkRow(session.checks.at(-1)),
  openedAt: session.openedAt,
  location: placeOf(program, session.stack, locate),
});

export const operationRow = (program: Program, operation: Operation, locate: Locate): ReportOperation => ({
  program: program.key,
  id: operation.id,
  name: operation.name,
  task: operation.task,
  taskName: taskName(program, operation.task),
  idempotent: operation.idempotent,
  state: operation.state,
  retryable: operation.retryable,
  registeredAt: operation.registeredAt,
  attemptCount: operation.attemptCount,
  attempts: operation.attempts.map((attempt) => ({
    number: attempt.number,
    origin: attempt.origin,
    startedAt: attempt.startedAt,
    endedAt: attempt.endedAt ?? null,
    state: attempt.state,
    error: attempt.error ?? null,
    errorClass: attempt.errorClass ?? null,
    retryIn: attempt.retryIn ?? null,
    recoveries: attempt.recoveries.map(({ strategy, detail }) => ({ strategy, detail: detail ?? null })),
  })),
  location: placeOf(program, operation.stack, locate),
});
