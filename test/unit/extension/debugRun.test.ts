import type * as vscode from 'vscode';
import { describe, expect, it } from 'vitest';
import { DebugRun } from '../../../src/extension/debug/debugRun.ts';
import { findingsBadge } from '../../../src/extension/views/badge.ts';
import { statusText } from '../../../src/extension/views/statusText.ts';
import { runMessage } from '../../../src/extension/views/runMessage.ts';
import { eventOf } from '../model/run.ts';

const session = (name: string): vscode.DebugSession => ({ name, id: name }) as vscode.DebugSession;

const startedRun = (): { run: DebugRun; main: vscode.DebugSession } => {
  const main = session('main');
  const run = new DebugRun(session('root'), {});
  run.sessions.add(main);
  const timeOrigin = 1_700_000_000_000;
  run.apply(main, '7/0', [eventOf('hello', 0, { timeOrigin }), eventOf('task-started', 5, { id: 1, name: 'main' })]);
  return { run, main };
};

describe('a program whose session ended', () => {
  it('has ended too, also when it was killed and could not say so', () => {
    const { run, main } = startedRun();
    run.end(main, 1_700_000_003_000);
    expect(run.model.programs.get('7/0')).toMatchObject({ endedAt: 1_700_000_003_000, exitCode: null });
    expect(run.isOver).toBe(true);
  });

  it('keeps its own word when it said goodbye', () => {
    const { run, main } = startedRun();
    run.apply(main, '7/0', [eventOf('bye', 10, { exitCode: 3 })]);
    run.end(main, 1_700_000_003_000);
    expect(run.model.programs.get('7/0')).toMatchObject({ endedAt: 1_700_000_000_010, exitCode: 3 });
  });

  it('does not take programs of other sessions with it', () => {
    const { run } = startedRun();
    run.end(session('other'), 1_700_000_003_000);
    expect(run.model.programs.get('7/0')?.endedAt).toBeUndefined();
  });
});

describe('the line above the tree', () => {
  it('is not there while the program runs', () => {
    expect(runMessage(startedRun().run)).toBeUndefined();
  });

  it('says that the program is paused', () => {
    const { run, main } = startedRun();
    run.pause(main, 0);
    expect(runMessage(run)).toBe('Paused: this is how things stand at the stop.');
  });

  it('is a word where another view says it in whole', () => {
    const { run, main } = startedRun();
    expect(runMessage(run, '', true)).toBeUndefined();
    run.pause(main, 0);
    expect(runMessage(run, 'x', true)).toBe('Paused · Filter: x');
    run.end(main, 0);
    expect(runMessage(run, '', true)).toBe('Ended');
  });

  it('says how the program ended', () => {
    const { run, main } = startedRun();
    run.apply(main, '7/0', [eventOf('bye', 10, { exitCode: 3 })]);
    run.end(main, 0);
    expect(runMessage(run)).toBe('Ended with exit code 3: this is what it left behind.');
  });

  it('says that the program was stopped when it gave no exit code', () => {
    const { run, main } = startedRun();
    run.end(main, 1_700_000_003_000);
    expect(runMessage(run)).toBe('Ended: this is what it left behind.');
  });
});

describe('the line above the tree, when not all is shown', () => {
  it('says by what rows are filtered, and how many events were lost', () => {
    const { run, main } = startedRun();
    expect(runMessage(run, 'order 17')).toBe('Filter: order 17');
    run.apply(main, '7/0', [eventOf('dropped', 10, { lost: 3 })]);
    expect(runMessage(run, 'x')).toBe('Filter: x · 3 events were lost');
  });
});

describe('the status bar', () => {
  it('says how many tasks there are, and how many findings when there are any', () => {
    const { run, main } = startedRun();
    expect(statusText(run)).toMatchObject({ text: '$(symbol-namespace) 1 task', isBlocked: false });
    run.apply(main, '7/0', [eventOf('violation', 20, { id: 9 })]);
    expect(statusText(run)).toMatchObject({ text: '$(symbol-namespace) 1 task · 1 finding', isBlocked: false });
    expect(statusText(run)?.spoken).toBe('Async Scope: 1 task, 1 finding');
    run.end(main, 0);
    expect(statusText(run)).toBeUndefined();
    expect(statusText(undefined)).toBeUndefined();
  });

  it('is red only when tasks wait for each other for good', () => {
    const { run, main } = startedRun();
    const wait = (id: number, lock: string, task: number, holding: number[]) =>
      eventOf('lock-waiting', id, { id, lock, task, holding });
    run.apply(main, '7/0', [
      wait(20, 'a', 1, []),
      eventOf('lock-acquired', 20, { id: 20 }),
      wait(21, 'b', 2, []),
      eventOf('lock-acquired', 21, { id: 21 }),
      wait(22, 'b', 1, [20]),
      wait(23, 'a', 2, [21]),
      eventOf('task-started', 24, { id: 24 }),
    ]);
    expect(statusText(run)?.isBlocked).toBe(true);
  });
});

describe('the badge', () => {
  it('counts the findings that are not over, and is not there without them', () => {
    const { run, main } = startedRun();
    expect(findingsBadge(run.model.findings)).toBeUndefined();
    run.apply(main, '7/0', [eventOf('violation', 20, { id: 9 })]);
    expect(findingsBadge(run.model.findings)).toEqual({ value: 1, tooltip: '1 open finding' });
  });
});

describe('the time of a run', () => {
  it('stands still from the first stop until all programs go on', () => {
    const { run, main } = startedRun();
    const worker = session('worker');
    expect(run.clock(100)).toBe(100);
    run.pause(main, 200);
    run.pause(worker, 300);
    expect(run.clock(400)).toBe(200);
    run.resume(main);
    expect(run.clock(500)).toBe(200);
    run.resume(worker);
    expect(run.clock(600)).toBe(600);
  });
});
