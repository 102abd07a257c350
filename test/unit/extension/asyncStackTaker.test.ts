import type * as vscode from 'vscode';
import { describe, expect, it } from 'vitest';
import type { AgentLink, CommandResult } from '../../../src/adapter/agentLink.ts';
import { Emitter } from '../../../src/common/emitter.ts';
import { AsyncStackTaker, pauseAtStop } from '../../../src/extension/debug/asyncStackTaker.ts';
import { DebugRun } from '../../../src/extension/debug/debugRun.ts';
import { takeStacksAtStops } from '../../../src/extension/debug/stacksAtStops.ts';
import type { AgentRequest } from '../../../src/protocol/commands.ts';
import { eventOf } from '../model/run.ts';

const session = (name: string): vscode.DebugSession => ({ name, id: name }) as vscode.DebugSession;

/** A run of one program whose link answers what it is told to. */
function runOf(answer: () => Promise<CommandResult>) {
  const main = session('main');
  const run = new DebugRun(session('root'), {});
  run.sessions.add(main);
  run.apply(main, '1/0', [eventOf('hello', 0)]);
  const asked: AgentRequest[] = [];
  const link: AgentLink = {
    request(request) {
      asked.push(request);
      return answer();
    },
    dispose: () => undefined,
  };
  run.setLink(main, link);
  let changes = 0;
  const taker = new AsyncStackTaker(() => (changes += 1));
  return { run, main, asked, taker, changes: () => changes };
}

const fine = (): Promise<CommandResult> => Promise.resolve({ ok: true, message: '' });

describe('taking the asynchronous stacks of a program', () => {
  it('asks it, with the pause that is allowed, and leaves no problem behind', async () => {
    const { run, taker, asked, changes } = runOf(fine);
    expect(await taker.take(run, '1/0', 700)).toBeUndefined();
    expect(await taker.take(run, '1/0', undefined)).toBeUndefined();
    expect(asked).toEqual([{ type: 'async-stacks', longestPause: 700 }, { type: 'async-stacks' }]);
    expect(taker.problemOf(run, '1/0')).toBeUndefined();
    expect(changes()).toBe(2);
  });

  it('says how long the program would stand still where its heap is large, until they are taken', async () => {
    const answers: CommandResult[] = [
      { ok: false, message: 'too long', pause: 2_345 },
      { ok: true, message: '' },
    ];
    const { run, taker } = runOf(() => Promise.resolve(answers.shift() ?? { ok: false, message: 'asked too often' }));
    expect(await taker.take(run, '1/0', 1)).toMatchObject({ pause: 2_345 });
    expect(taker.problemOf(run, '1/0')).toContain('would stand still for about 2.3 s: its heap is large');
    await taker.take(run, '1/0', undefined);
    expect(taker.problemOf(run, '1/0')).toBeUndefined();
  });

  it('says why it cannot be: not supported, busy, no link, ended', async () => {
    const refusing = runOf(() => Promise.resolve({ ok: false, message: 'V8 does not tell.' }));
    await refusing.taker.take(refusing.run, '1/0', 1);
    expect(refusing.taker.problemOf(refusing.run, '1/0')).toBe('The async stacks cannot be taken: V8 does not tell.');

    const { run, main, taker, asked } = runOf(() => Promise.reject(new Error('The program did not answer.')));
    expect(await taker.take(run, '1/0', 1)).toEqual({
      problem: 'The async stacks cannot be taken: The program did not answer.',
    });
    run.setLink(main, undefined);
    expect((await taker.take(run, '1/0', 1))?.problem).toContain('there is no link to the program');
    run.end(main, Date.now());
    expect((await taker.take(run, '1/0', 1))?.problem).toContain('the program has ended');
    expect(asked).toHaveLength(1);
  });

  it('is done one after the other where two ask at once', async () => {
    let open = 0;
    let most = 0;
    const { run, taker, asked } = runOf(async () => {
      most = Math.max(most, (open += 1));
      await Promise.resolve();
      open -= 1;
      return { ok: true, message: '' };
    });
    await Promise.all([1, 2, 3].map((pause) => taker.take(run, '1/0', pause)));
    expect([asked.length, most]).toEqual([3, 1]);
  });
});

describe('at a stop', () => {
  function watched() {
    const all = runOf(fine);
    const fail = (error: unknown): void => {
      throw error;
    };
    const changed = new Emitter<void>(fail);
    const shown = new Emitter<void>(fail);
    const state = { isWanted: true };
    const watch = takeStacksAtStops({
      runs: { current: all.run, onDidChange: changed.event },
      taker: all.taker,
      isWanted: () => state.isWanted,
      onDidShow: shown.event,
    });
    return { ...all, changed, shown, state, watch };
  }

  it('they are taken once, and again at the next one', async () => {
    const { run, main, asked, changed, watch } = watched();
    changed.fire();
    expect(asked).toEqual([]);
    run.pause(main, 0);
    changed.fire();
    changed.fire();
    expect(asked).toEqual([{ type: 'async-stacks', longestPause: pauseAtStop }]);
    run.resume(main);
    changed.fire();
    run.pause(main, 0);
    changed.fire();
    // The one before is waited for.
    await expect.poll(() => asked.length).toBe(2);
    run.pause(main, 0);
    watch.dispose();
    changed.fire();
    expect(asked).toHaveLength(2);
  });

  it('they are taken only while somebody sees them, or as soon as somebody does', () => {
    const { run, main, asked, changed, shown, state } = watched();
    state.isWanted = false;
    run.pause(main, 0);
    changed.fire();
    expect(asked).toEqual([]);
    state.isWanted = true;
    shown.fire();
    expect(asked).toHaveLength(1);
  });
});
