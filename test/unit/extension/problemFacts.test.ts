import { describe, expect, it } from 'vitest';
import { trapFacts } from '../../../src/agent/trapFacts.ts';
import type { Sites } from '../../../src/agent/sites.ts';
import { conditionFields } from '../../../src/adapter/conditions/condition.ts';
import { placesOf, problemFactsOf, siteOf } from '../../../src/extension/debug/problemFacts.ts';
import type { EventOf } from '../../../src/protocol/events.ts';
import { Run, eventOf } from '../model/run.ts';
import { fakeLocator } from './fakeLocator.ts';

const withSites = (): Run =>
  new Run()
    .emit('site', { id: 10, line: 1, column: 4, fn: 'enter' })
    .emit('site', { id: 20, line: 2, column: 5, fn: 'leave' })
    .task(1, 'owner')
    .task(2, 'thief')
    .emit('scope-entered', { id: 5, name: 'db', task: 1, stack: [10] });

/** What the agent says of a violation at its trap. */
function agentFacts(run: Run, violation: EventOf<'violation'>) {
  const names = { current: 'thief', owner: violation.ownerTask === 1 ? 'owner' : '' };
  const { asked: _, ...facts } = trapFacts(violation, names, {
    at: (id: number) => run.program.sites.get(id),
  } as Sites);
  return facts;
}

describe('a violation as conditions see it', () => {
  const stories: Record<string, Partial<EventOf<'violation'>>> = {
    'left in another task': { cause: 'exited-in-another-task', exitStack: [20, 10], enterStack: [10] },
    'left without a place': { cause: 'exited-twice', enterStack: [10] },
    'without any place': { cause: 'never-entered', ownerTask: 0 },
    'cancelled before': { cause: 'interleaved-exit', exitStack: [20], cancelReason: 'too slow' },
    'a lock': { cause: 'released-by-non-owner', exitStack: [20], scope: 8 },
    'never left': { cause: 'outlived-its-task', enterStack: [10] },
  };

  it.each(Object.entries(stories))('is the same in the program and to the model: %s', (_, story) => {
    const fields = { scope: 55, name: 'db', ownerTask: 1, currentTask: 2, ...story };
    const run = withSites();
    const violation = eventOf('violation', 5, fields);
    run.emit('violation', fields);
    const finding = run.only(violation.cause);
    const { task, ...facts } = problemFactsOf(finding, run.program);
    const { task: toldTask, ...told } = agentFacts(run, violation);
    expect(facts).toEqual(told);
    // A scope that was left nowhere was left by nobody.
    expect(task).toBe(violation.cause === 'outlived-its-task' ? 'owner' : toldTask);
  });
});

describe('a finding of the model as conditions see it', () => {
  const held = (): Run => {
    const run = withSites().acquire(7, 'ledger', 1, { stack: [10] });
    return run.tick(20_000);
  };

  it('has the lock, who holds it and where it was taken', () => {
    const run = held();
    expect(problemFactsOf(run.only('lock-held-too-long'), run.program)).toEqual({
      class: 'lock-held-too-long',
      name: 'ledger',
      scope: '',
      lock: 'ledger',
      session: '',
      task: 'owner',
      owner: 'owner',
      reason: '',
      file: 'file:///app/app.js',
      function: 'enter',
      site: 'file:///app/app.js:1:4',
    });
  });

  it('has every field of the language, and the place besides', () => {
    const run = held();
    const facts = problemFactsOf(run.only('lock-held-too-long'), run.program);
    expect(Object.keys(facts).sort()).toEqual([...conditionFields, 'site'].sort());
  });

  it('has the session that was left open', () => {
    const run = withSites()
      .emit('session-opened', { id: 9, name: 'redis', task: 2, stack: [20] })
      .emit('task-ended', { id: 2 })
      .tick(20_000);
    const facts = problemFactsOf(run.only('session-leaked'), run.program);
    expect(facts).toMatchObject({
      session: 'redis',
      name: 'redis',
      scope: '',
      lock: '',
      owner: 'thief',
      function: 'leave',
    });
  });

  it('has empty places where sites were not captured', () => {
    const run = new Run().task(1, 'owner').acquire(7, 'ledger', 1, { stack: [] }).tick(20_000);
    const finding = run.only('lock-held-too-long');
    expect(problemFactsOf(finding, run.program)).toMatchObject({ file: '', function: '', site: '' });
    expect(siteOf(finding, run.program)).toBe('');
  });
});

describe('the places of a finding', () => {
  it('are those of its parties in the source, without the ones that are not known', async () => {
    const run = withSites().emit('violation', {
      cause: 'exited-in-another-task',
      scope: 55,
      ownerTask: 1,
      currentTask: 2,
      exitStack: [20],
      enterStack: [77],
    });
    expect(await placesOf(run.only('exited-in-another-task'), run.program, fakeLocator)).toEqual([
      { label: 'Left by thief', path: '/src/app.ts', line: 102, column: 5 },
    ]);
  });
});
