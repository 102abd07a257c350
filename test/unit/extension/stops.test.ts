import type * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import type { SessionTracker } from '../../../src/adapter/sessionTracker.ts';
import { ignoreClass, ignoreOnce, ignoreSite, stopIgnoring } from '../../../src/extension/commands/ignoreFinding.ts';
import type { Services } from '../../../src/extension/commands/command.ts';
import { DebugRun } from '../../../src/extension/debug/debugRun.ts';
import { IgnoredFindings } from '../../../src/extension/debug/ignoredFindings.ts';
import { problemFactsOf } from '../../../src/extension/debug/problemFacts.ts';
import { stopsOf } from '../../../src/extension/debug/stops.ts';
import { viewRows } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import { eventOf, origin } from '../model/run.ts';
import { fakeLocator } from './fakeLocator.ts';

const session = { name: 'main', id: 'main' } as vscode.DebugSession;

/** Two findings: a scope left twice at line 10, and a lock held too long since line 20. */
function setUp(captured = true) {
  const run = new DebugRun(session);
  const twice = { cause: 'exited-twice', name: 'db', exitStack: captured ? [10] : [] } as const;
  const told = eventOf('violation', 5, { id: 9, ...twice });
  run.apply(session, '1/0', [
    eventOf('hello', 0),
    eventOf('site', 0, { id: 10, line: 10 }),
    eventOf('site', 0, { id: 20, line: 20 }),
    told,
    eventOf('lock-waiting', 6, { id: 7, lock: 'ledger', stack: captured ? [20] : [] }),
    eventOf('lock-acquired', 6, { id: 7 }),
  ]);
  run.model.tick(origin + 60_000);
  const stopFor = (stoppedFor: SessionTracker['stoppedFor']): void => {
    run.trackers.set(session, { stoppedFor } as SessionTracker);
  };
  const ignored = new IgnoredFindings({ get: () => undefined, update: () => Promise.resolve() }, vi.fn());
  const services = {
    runs: { current: run },
    ignored,
    locator: fakeLocator,
    selectedRow: () => undefined,
  } as unknown as Services;
  const rows = () =>
    viewRows('findings', new Scene({ model: run.model, now: origin, isIgnored: ignored.isIgnoredIn(run) }));
  const rowOf = (label: string) => rows().find((row) => row.label === label);
  return { run, told, stopFor, ignored, services, rows, rowOf };
}

describe('the findings that programs are stopped for', () => {
  it('are none where none is stopped by us', () => {
    const { run, stopFor } = setUp();
    expect(stopsOf(run)).toEqual([]);
    stopFor(undefined);
    expect(stopsOf(run)).toEqual([]);
  });

  it('are found by the violation, or by what was asked for', () => {
    const { run, told, stopFor } = setUp();
    const [program] = run.model.programs.values();
    const held = run.model.findings.find(({ kind }) => kind === 'lock-held-too-long');
    if (!program || !held) throw new Error('The lock is not held too long.');
    stopFor({ program: '1/0', violation: told });
    expect(stopsOf(run)).toMatchObject([{ finding: { kind: 'exited-twice' }, program: { key: '1/0' } }]);
    const text = { title: '', sentence: '', usualCauses: [] };
    stopFor({ facts: problemFactsOf(held, program), text });
    expect(stopsOf(run)).toMatchObject([{ finding: { kind: 'lock-held-too-long' } }]);
  });

  it('are not taken for those of another program', () => {
    const { run, told, stopFor } = setUp();
    stopFor({ program: '2/0', violation: told });
    expect(stopsOf(run)).toEqual([]);
  });
});

describe('the commands on the row of a finding', () => {
  it('ignore it at its place, which is kept as a person reads it', async () => {
    const { services, ignored, rowOf, rows } = setUp();
    await ignoreSite.run(services, rowOf('Scope left twice'));
    expect(ignored.entries).toEqual([{ class: 'exited-twice', site: 'file:///app/app.js:10:3', place: 'app.ts:110' }]);
    expect(rows().map(({ label }) => label)).toEqual(['Lock held too long', 'Ignored (1)']);
  });

  it('ignore its class, or it alone, and take that back', async () => {
    const { services, ignored, rowOf, rows } = setUp();
    await ignoreClass.run(services, rowOf('Lock held too long'));
    expect(ignored.entries).toEqual([{ class: 'lock-held-too-long', place: '' }]);
    await ignoreOnce.run(services, rowOf('Scope left twice'));
    expect(ignored.entries).toHaveLength(1);
    expect(rows().map(({ label }) => label)).toEqual(['Ignored (2)']);
    for (const row of rows()[0]?.children?.() ?? []) await stopIgnoring.run(services, row);
    expect(rows().map(({ label }) => label)).toEqual(['Scope left twice', 'Lock held too long']);
    expect(ignored.entries).toEqual([]);
  });

  it('say what to do where there is no row, or its place is not known', async () => {
    const { services, rowOf } = setUp(false);
    expect(() => ignoreOnce.run(services, undefined)).toThrow('Select a finding of the Async Scope view first.');
    expect(rowOf('Scope left twice')?.contexts).not.toContain('canIgnoreSite');
    await expect(ignoreSite.run(services, rowOf('Scope left twice'))).rejects.toThrow('asyncScope.captureSites');
  });
});
