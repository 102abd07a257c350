import { describe, expect, it } from 'vitest';
import { describeViolation, findingKindOf, findingKinds } from '../../../../src/model/findings/index.ts';
import { defaultRetention as retention } from '../../../../src/model/state.ts';
import { causeClasses } from '../../../../src/protocol/causeClasses.ts';
import type { EventOf } from '../../../../src/protocol/events.ts';
import { Run, eventOf } from '../run.ts';

const orchestra = (): Run =>
  new Run()
    .task(1, 'agent-1')
    .task(2, 'cleanup')
    .emit('scope-entered', { id: 10, name: 'db-query', task: 1, stack: [100] })
    .emit('scope-entered', { id: 11, name: 'row', task: 1, stack: [101] });

const violation = (fields: Partial<EventOf<'violation'>>): EventOf<'violation'> =>
  eventOf('violation', 5, {
    scope: 10,
    name: 'db-query',
    ownerTask: 1,
    currentTask: 2,
    enterStack: [100],
    exitStack: [102],
    ...fields,
  });

const sentenceOf = (fields: Partial<EventOf<'violation'>>): string =>
  describeViolation(orchestra().program, violation(fields)).sentence;

describe('a violation', () => {
  it('names who entered and who left', () => {
    expect(sentenceOf({})).toBe('Scope “db-query” was entered by task “agent-1” but left by task “cleanup”.');
  });

  it('says so where code outside any task is at fault', () => {
    expect(sentenceOf({ currentTask: 0 })).toBe(
      'Scope “db-query” was entered by task “agent-1” but left by code outside any task.',
    );
  });

  it('tells two tasks of one name apart', () => {
    const run = orchestra().task(3, 'agent-1');
    expect(describeViolation(run.program, violation({ currentTask: 3 })).sentence).toBe(
      'Scope “db-query” was entered by task “agent-1” (#1) but left by task “agent-1” (#3).',
    );
  });

  it('names the scope in the way of an interleaved exit', () => {
    expect(sentenceOf({ cause: 'interleaved-exit', other: 11, currentTask: 1 })).toBe(
      'Scope “db-query” was left by task “agent-1” while scope “row”, entered later, was still open.',
    );
  });

  it.each([
    [
      { cause: 'exited-twice' },
      'Scope “db-query”, entered by task “agent-1”, had been left already when task “cleanup” left it again.',
    ],
    [{ cause: 'never-entered' }, 'Scope “db-query” was left by task “cleanup” but nobody had entered it.'],
    [
      { cause: 'outlived-its-task' },
      'Scope “db-query” is still open although task “agent-1”, which entered it, has ended.',
    ],
    [
      { cause: 'task-outlived-scope', currentTask: 1, other: 2 },
      'Scope “db-query” was left by task “agent-1” while task “cleanup”, which it owns, still runs.',
    ],
    [
      { cause: 'cancel-swallowed', cancelReason: 'deadline' },
      'Scope “db-query” was cancelled, but task “cleanup” caught the cancellation and did not pass it on.',
    ],
    [
      { cause: 'cancelled-after-success', currentTask: 1 },
      'Scope “db-query” was cancelled after its work in task “agent-1” had already succeeded.',
    ],
    [
      { cause: 'released-by-non-owner' },
      'Lock “db-query” was acquired by task “agent-1” but released by task “cleanup”.',
    ],
    [
      { cause: 'lock-reentered', currentTask: 1 },
      'Lock “db-query” is wanted by task “agent-1”, which holds it already and so waits for itself.',
    ],
    [
      { cause: 'lock-reentered' },
      'Lock “db-query” is wanted by task “cleanup” on behalf of task “agent-1”, which holds it already and so waits for itself.',
    ],
    [{ cause: 'deadlock', currentTask: 1 }, 'Deadlock: “db-query”, seen in task “agent-1”.'],
  ] as const)('is a sentence for %o', (fields, sentence) => {
    expect(sentenceOf(fields)).toBe(sentence);
  });

  it.each([
    ['cancel-swallowed', 'but task “agent-1” caught the cancellation and did not pass it on.'],
    ['cancelled-after-success', 'after its work in task “agent-1” had already succeeded.'],
  ] as const)('of the class %s names who cancelled the scope, and where', (cause, rest) => {
    const run = orchestra().emit('scope-cancelled', { id: 10, task: 2, stack: [103] });
    run.model.apply(run.key, violation({ cause, currentTask: 1 }));
    const finding = run.only(cause);
    expect(finding.sentence).toMatch(/^Scope “db-query” was cancelled by task “cleanup”,? /);
    expect(finding.sentence).toContain(rest);
    expect(finding.confidence).toBe('likely');
    expect(finding.parties.at(-1)).toEqual({ role: 'cancelled', task: 2, taskName: 'cleanup', stack: [103] });
  });

  it('of a scope that a task outlived says where that task was started', () => {
    const run = orchestra();
    run.model.apply(run.key, violation({ cause: 'task-outlived-scope', currentTask: 1, other: 2 }));
    expect(run.only('task-outlived-scope').parties.at(-1)).toEqual({
      role: 'spawned',
      task: 2,
      taskName: 'cleanup',
      stack: [200],
    });
  });

  it('says that a generator was left half-way where it is found with a scope open', () => {
    const run = orchestra().emit('task-started', { id: 3, name: 'rows', kind: 'generator', parent: 1, stack: [] });
    const left = violation({ cause: 'outlived-its-task', ownerTask: 3, currentTask: 3, cancelReason: 'left half-way' });
    expect(describeViolation(run.program, left).sentence).toBe(
      'Scope “db-query” can never be left: generator “rows”, which entered it, was left half-way and is gone.',
    );
    expect(describeViolation(run.program, { ...left, cancelReason: null }).sentence).toBe(
      'Scope “db-query” is still open although task “rows”, which entered it, has ended.',
    );
  });

  it.each(causeClasses)('of the class %s has a title and a sentence, of a known or an unknown program', (cause) => {
    for (const program of [orchestra().program, undefined]) {
      const { title, sentence } = describeViolation(program, violation({ cause }));
      expect(title).toMatch(/^[A-Z][^.]+$/);
      expect(sentence).toMatch(/^[A-Z].*“db-query”.*\.$/);
    }
  });

  it('becomes a certain finding with both parties, the place where it broke first', () => {
    const run = orchestra().at(7);
    run.model.apply(run.key, violation({ id: 50, cancelReason: 'deadline' }));
    expect(run.only('exited-in-another-task')).toMatchObject({
      severity: 'error',
      confidence: 'certain',
      subject: { kind: 'scope', id: 10, name: 'db-query' },
      parties: [
        { role: 'exited', task: 2, taskName: 'cleanup', stack: [102] },
        { role: 'entered', task: 1, taskName: 'agent-1', stack: [100] },
      ],
      cancelChain: [{ scope: 10, scopeName: 'db-query', task: 0, taskName: 'no task', reason: 'deadline' }],
      resolvedAt: undefined,
      count: 1,
    });
    expect(run.model.statistics.scopes.violations).toBe(1);
  });

  it('says where the scope was entered even if the event does not', () => {
    const run = orchestra();
    run.model.apply(run.key, violation({ enterStack: [] }));
    expect(run.model.findings[0]?.parties[1]?.stack).toEqual([100]);
  });

  it('is counted once if it is told twice', () => {
    const run = orchestra();
    for (const _ of [1, 2]) run.model.apply(run.key, violation({ id: 50 }));
    expect(run.model.findings).toHaveLength(1);
    expect(run.model.statistics.scopes.violations).toBe(1);
  });

  it('does not count as a broken scope if it is about a lock', () => {
    const run = orchestra();
    run.model.apply(run.key, violation({ cause: 'released-by-non-owner' }));
    expect(run.model.statistics.scopes.violations).toBe(0);
    expect(run.model.findings[0]?.subject.kind).toBe('lock');
  });

  it('is folded into the last one like it beyond a bound, and none goes uncounted', () => {
    const run = orchestra();
    for (let id = 1; id <= retention.alike + 50; id += 1) run.model.apply(run.key, violation({ id: 1000 + id }));
    run.model.apply(run.key, violation({ id: 5000, exitStack: [200] }));
    const { findings } = run.model;
    expect(findings).toHaveLength(retention.alike + 1);
    expect(findings.reduce((sum, finding) => sum + finding.count, 0)).toBe(retention.alike + 51);
    expect(new Set(findings.map((finding) => finding.key)).size).toBe(findings.length);
  });
});

describe('the kinds of findings', () => {
  it('are registered once each, with causes a person can act on', () => {
    expect(new Set(findingKinds.map((kind) => kind.kind)).size).toBe(findingKinds.length);
    for (const kind of findingKinds) {
      expect(kind.usualCauses().length).toBeGreaterThan(0);
      expect(findingKindOf(kind.kind)).toBe(kind);
    }
  });
});
