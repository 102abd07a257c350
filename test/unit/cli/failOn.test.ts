import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/cli/failOn.ts';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { hello, taskStarted } from './batches.ts';

function modelOf(...events: AgentEvent[]): Model {
  const model = new Model();
  for (const event of [hello(7), ...events]) model.apply('7/0', event);
  return model;
}

const failedTask: AgentEvent = { type: 'task-ended', time: 2, id: 1, status: 'failed', error: 'broken' };
const operation: AgentEvent = {
  type: 'operation-registered',
  time: 1,
  id: 5,
  name: 'gate',
  task: 0,
  scope: 0,
  idempotent: true,
  stack: [],
};
const attempt = (number: number, status: 'completed' | 'failed'): AgentEvent[] => [
  { type: 'attempt-started', time: number, operation: 5, attempt: number, origin: 'program' },
  {
    type: 'attempt-ended',
    time: number,
    operation: 5,
    attempt: number,
    status,
    error: null,
    retryable: true,
    retryIn: null,
    errorClass: null,
  },
];
const violation: AgentEvent = {
  type: 'violation',
  time: 3,
  id: 9,
  cause: 'exited-twice',
  scope: 8,
  other: 0,
  name: 'query',
  ownerTask: 1,
  currentTask: 1,
  enterStack: [],
  exitStack: [],
  cancelReason: null,
};
const lockHeldTooLong: AgentEvent[] = [
  {
    type: 'lock-waiting',
    time: 1,
    id: 3,
    lock: 'file',
    kind: 'mutex',
    permits: 1,
    task: 0,
    scope: 0,
    stack: [],
    holding: [],
    object: 0,
    origin: 'library',
  },
  { type: 'lock-acquired', time: 1, id: 3 },
];

describe('a run fails', () => {
  it('on a violation, with one line that says why', () => {
    const model = modelOf(taskStarted(1), violation);
    expect(failureOf(model, ['violations'])).toBe(
      'Failing with exit code 3 because of 1 violation (--fail-on violations).',
    );
    expect(failureOf(model, ['failures', 'findings'])).toContain('1 finding (--fail-on findings)');
  });

  it('on any finding, but a warning is no violation', () => {
    const model = modelOf(...lockHeldTooLong);
    model.tick(hello(7).timeOrigin + 60_000);
    expect(failureOf(model, ['findings'])).toContain('1 finding ');
    expect(failureOf(model, ['violations', 'failures'])).toBeUndefined();
  });

  it('on failed tasks and operations, but not on an operation that succeeded in the end', () => {
    const failed = modelOf(taskStarted(1), failedTask, operation, ...attempt(1, 'failed'));
    expect(failureOf(failed, ['failures'])).toContain('because of 1 failed task, 1 failed operation (');
    const recovered = modelOf(operation, ...attempt(1, 'failed'), ...attempt(2, 'completed'));
    expect(failureOf(recovered, ['failures'])).toBeUndefined();
  });

  it('not when nothing was asked for', () => {
    expect(failureOf(modelOf(taskStarted(1), violation), [])).toBeUndefined();
  });
});
