import type * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { lockFilter } from '../../../src/adapter/conditions/stopFilters.ts';
import { StopRules } from '../../../src/adapter/conditions/stopRules.ts';
import type { SessionTracker } from '../../../src/adapter/sessionTracker.ts';
import type { AskedStop } from '../../../src/adapter/stopState.ts';
import { DebugRun } from '../../../src/extension/debug/debugRun.ts';
import { stopAtFindings } from '../../../src/extension/debug/findingStops.ts';
import { IgnoredFindings } from '../../../src/extension/debug/ignoredFindings.ts';
import { eventOf, origin } from '../model/run.ts';
import { fakeLocator } from './fakeLocator.ts';

const session = (name: string): vscode.DebugSession => ({ name, id: name }) as vscode.DebugSession;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A run whose locks are found held too long, and what it was asked to stop at. */
function setUp() {
  const main = session('main');
  const run = new DebugRun(session('root'));
  const asked: AskedStop[] = [];
  const answer = vi.fn((): Promise<boolean> => Promise.resolve(true));
  let rules = new StopRules([{ filter: lockFilter, condition: undefined }]);
  const tracker = {
    stopsAt: (facts: AskedStop['facts']) => rules.stopsAt(facts),
    stopAt: async (stop: AskedStop) => {
      const isStopping = await answer();
      if (isStopping) asked.push(stop);
      return isStopping;
    },
  };
  run.sessions.add(main);
  run.trackers.set(main, tracker as unknown as SessionTracker);
  run.apply(main, '1/0', [eventOf('hello', 0), eventOf('task-started', 0, { id: 1, name: 'keeper' })]);
  const ignored = new IgnoredFindings({ get: () => undefined, update: () => Promise.resolve() }, vi.fn());
  const warn = vi.fn();
  let redraw = (): void => undefined;
  stopAtFindings({
    runs: {
      running: [run],
      onDidChange: (listener) => {
        redraw = () => void listener();
        return { dispose: () => undefined };
      },
    },
    ignored,
    locator: fakeLocator,
    log: { warn },
  });
  /** Locks with these names have been held for long, each taken at a line of its own unless one is given. */
  const hold = (names: string, line?: number): void => {
    for (const [index, lock] of names.split('').entries()) {
      const id = lock.charCodeAt(0);
      const site = line === undefined ? id : 1_000 + line;
      run.apply(main, '1/0', [
        eventOf('site', 0, { id: site, line: line ?? id }),
        eventOf('lock-waiting', index, { id, lock, task: 1, stack: [site] }),
        eventOf('lock-acquired', index, { id }),
      ]);
    }
    run.model.tick(origin + 60_000);
  };
  const release = (lock: string): void =>
    run.apply(main, '1/0', [eventOf('lock-released', 61_000, { id: lock.charCodeAt(0), task: 1 })]);
  return {
    run,
    main,
    ignored,
    answer,
    warn,
    hold,
    release,
    rule: (changed: StopRules) => (rules = changed),
    redraw: async () => {
      redraw();
      await settled();
    },
    stops: () => asked.map(({ facts }) => facts.lock).join(''),
    asked,
  };
}

describe('a stop at what the model found', () => {
  it('says what is wrong, and where it began', async () => {
    const { hold, redraw, asked } = setUp();
    hold('a', 5);
    await redraw();
    expect(asked).toMatchObject([
      {
        facts: { class: 'lock-held-too-long', lock: 'a', task: 'keeper' },
        text: {
          title: 'Lock held too long',
          places: [{ label: expect.stringContaining('keeper'), path: '/src/app.ts', line: 105 }],
        },
      },
    ]);
  });

  it('comes for each of several that were found at once, one after the other', async () => {
    const { hold, redraw, stops, run, main } = setUp();
    hold('abc');
    for (const expected of ['a', 'ab', 'abc', 'abc']) {
      await redraw();
      expect(stops()).toBe(expected);
      run.pause(main, 0);
      await redraw();
      expect(stops()).toBe(expected);
      run.resume(main);
    }
  });

  it('waits while a program of the run is paused, and comes when all go on', async () => {
    const { hold, redraw, stops, run, main } = setUp();
    run.pause(main, 0);
    hold('a');
    await redraw();
    expect(stops()).toBe('');
    run.resume(main);
    await redraw();
    expect(stops()).toBe('a');
  });

  it('does not come for what is over, ignored or not wanted any more by the time it could', async () => {
    const { hold, redraw, stops, run, main, ignored, release, rule } = setUp();
    run.pause(main, 0);
    hold('abcd');
    await redraw();
    release('a');
    ignored.ignoreOnce(run.model.findings.filter(({ subject }) => subject.name === 'b'));
    run.resume(main);
    await redraw();
    expect(stops()).toBe('c');
    rule(new StopRules([]));
    await redraw();
    rule(new StopRules([{ filter: lockFilter, condition: undefined }]));
    await redraw();
    expect(stops()).toBe('c');
  });

  it('comes once for those of one class at one place that wait together', async () => {
    const { hold, redraw, stops } = setUp();
    hold('abc', 5);
    hold('d', 6);
    for (let count = 0; count < 4; count += 1) await redraw();
    expect(stops()).toBe('ad');
  });

  it('is tried again where the program could not be stopped, before what was found later', async () => {
    const { hold, redraw, stops, answer } = setUp();
    answer.mockResolvedValueOnce(false).mockResolvedValueOnce(false);
    hold('ab');
    for (const expected of ['', '', 'a', 'ab']) {
      await redraw();
      expect(stops()).toBe(expected);
    }
  });

  it('is asked for once, however long the answer takes', async () => {
    const { hold, redraw, answer, stops } = setUp();
    const slow = Promise.withResolvers<boolean>();
    answer.mockReturnValueOnce(slow.promise);
    hold('ab');
    await redraw();
    await redraw();
    expect(answer).toHaveBeenCalledTimes(1);
    slow.resolve(true);
    await settled();
    await redraw();
    expect(stops()).toBe('ab');
  });

  it('that fails is said in the log, and the next one comes', async () => {
    const { hold, redraw, answer, stops, warn } = setUp();
    answer.mockRejectedValueOnce(new Error('no answer'));
    hold('ab');
    await redraw();
    await redraw();
    expect(warn.mock.calls).toEqual([['No stop at "Lock held too long": Error: no answer']]);
    expect(stops()).toBe('b');
  });

  it('is left to the agent where the agent saw it', async () => {
    const { run, main, redraw, asked, rule } = setUp();
    rule(StopRules.byDefault);
    run.apply(main, '1/0', [eventOf('violation', 5, { id: 9, cause: 'exited-twice' })]);
    await redraw();
    expect(asked).toEqual([]);
  });
});
