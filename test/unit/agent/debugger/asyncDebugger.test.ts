import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AsyncDebugger,
  type BreakpointDebugger,
  type BreakpointPlace,
  Observation,
  currentScope,
  currentTask,
  defaultObservation,
  getDebugger,
  monitoredLock,
  monitoredOperation,
  monitoredSession,
  trackedCancelScope,
  trackedTask,
} from '../../../../src/agent/api/index.ts';
import { reportSchema } from '../../../../src/model/report/schema.ts';

let observation: Observation;
beforeEach(() => {
  observation = new Observation();
});
afterEach(() => {
  observation.close();
  vi.unstubAllEnvs();
});

/** A debugger that notes what it is asked for. */
class FakeDebugger implements BreakpointDebugger {
  readonly calls: string[] = [];
  failures = 0;

  async attach() {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('no inspector');
    }
    this.calls.push('attach');
    return {
      setBreakpoint: async ({ file, line, condition }: BreakpointPlace) =>
        void this.calls.push(`break ${file}:${line} ${condition ?? ''}`.trim()),
      statistics: { pauses: 3 },
      close: async () => void this.calls.push('close'),
    };
  }
}

describe('the debugger within the program', () => {
  it('runs functions in tasks, scopes, locks and sessions, and gives their results', async () => {
    const debug = new AsyncDebugger({ observation });
    const result = await debug.trackedTask('task', async () =>
      debug.trackedScope('scope', async (scope) =>
        debug.trackLock('lock', async () =>
          debug.trackSdkSession('session', 'sdk', 'agent', async () => [currentTask().name, currentScope() === scope]),
        ),
      ),
    );
    expect(result).toEqual(['task', true]);
    const { statistics } = debug.generateReport();
    expect(statistics).toMatchObject({
      tasks: { completed: 1 },
      scopes: { completed: 1 },
      locks: { acquired: 1, held: 0 },
      sessions: { completed: 1 },
    });
  });

  it('follows blocks with `using` and `await using`', async () => {
    const debug = new AsyncDebugger({ observation });
    {
      using task = debug.trackedTask('task');
      await using scope = debug.trackedScope('scope', { timeout: 10_000 });
      using lock = debug.trackLock('lock');
      using session = debug.trackSdkSession('session');
      expect([task.state, scope.isOpen, session.state, lock]).toEqual(['running', true, 'active', lock]);
      expect(debug.generateReport().totals).toMatchObject({ scopes: 1, locks: 1, sessions: 1 });
    }
    expect(debug.generateReport().totals).toMatchObject({ scopes: 0, locks: 0, sessions: 0 });
    expect(debug.generateReport().findings).toEqual([]);
  });

  it('starts tasks that can be awaited', async () => {
    const debug = new AsyncDebugger({ observation });
    expect(await debug.createTask(async () => 42, { name: 'answer' })).toBe(42);
    expect(debug.taskTracker.getSummary()).toMatchObject({ completedCount: 1 });
  });

  it('has an observation of its own where it is given thresholds, and ends it', async () => {
    const debug = new AsyncDebugger({ thresholds: { lockHeld: 7 } });
    await debug.trackedScope('seen', async () => undefined);
    await debug.close();
    await debug.trackedScope('not seen', async () => undefined);
    expect(debug.generateReport().statistics.scopes.entered).toBe(1);
  });

  it('leaves an observation it was given open', async () => {
    await new AsyncDebugger({ observation }).close();
    expect(observation.closed).toBe(false);
  });
});

describe('a debugged operation', () => {
  it('runs inside the debug session, in which breakpoints are set', async () => {
    const remote = new FakeDebugger();
    const debug = new AsyncDebugger({ observation, remote });
    expect(debug.getDebugStatistics()).toMatchObject({ breakpointCount: 0, session: null });
    await debug.setRemoteBreakpoint('app.js', 12, 'n > 3');
    await debug.debugAsyncOperation('copy', async () => void remote.calls.push('operation'));
    expect(debug.getDebugStatistics()).toMatchObject({
      breakpointCount: 1,
      operationCount: 1,
      session: { pauses: 3 },
      operations: { registered: 1, succeeded: 1 },
    });
    await debug.close();
    expect(remote.calls).toEqual(['attach', 'break app.js:12 n > 3', 'operation', 'close']);
    expect(debug.getDebugStatistics().session).toBeNull();
  });

  it('is tried again as its policy says', async () => {
    const debug = new AsyncDebugger({ observation });
    let calls = 0;
    const work = async (): Promise<string> => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return 'done';
    };
    expect(await debug.debugAsyncOperation('work', work, { retries: 2 })).toBe('done');
    expect(debug.getDebugStatistics().operations).toMatchObject({ attempts: 3, retries: 2, failed: 2, succeeded: 1 });
  });

  it('fails where the session cannot be opened, and the next one tries anew', async () => {
    const remote = new FakeDebugger();
    remote.failures = 1;
    const debug = new AsyncDebugger({ observation, remote });
    await expect(debug.debugAsyncOperation('work', async () => 'done')).rejects.toThrow('no inspector');
    expect(await debug.debugAsyncOperation('work', async () => 'done')).toBe('done');
  });
});

describe('a report', () => {
  it('is written as JSON where a path is given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'async-scope-report-'));
    const path = join(folder, 'report.json');
    const report = new AsyncDebugger({ observation, name: 'nightly' }).generateReport(path);
    const written: unknown = JSON.parse(await readFile(path, 'utf8'));
    await rm(folder, { recursive: true });
    expect(v.parse(reportSchema, written)).toEqual(report);
    expect(report.title).toBe('nightly');
  });

  it('that cannot be written is an error that names the file', () => {
    expect(() => new AsyncDebugger({ observation }).generateReport('/nowhere/at/all.json')).toThrow(
      'The report /nowhere/at/all.json could not be written',
    );
  });
});

describe('the summary', () => {
  const printed = (isTTY: boolean): string => {
    const debug = new AsyncDebugger({ observation });
    debug.scopeTracker.exitScope('stray');
    let text = '';
    debug.printSummary({ isTTY, write: (part) => (text += part) });
    return text;
  };

  it('says first what is wrong', () => {
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('FORCE_COLOR', '');
    const [headline, , finding] = printed(false).split('\n');
    expect(headline).toBe('1 error: Scope “stray” was left by task “main” but nobody had entered it.');
    expect(finding).toBe('  ✖ Scope left without having been entered (error)');
  });

  it.each([
    ['has colours on a terminal', true, {}, true],
    ['has none in a file', false, {}, false],
    ['has none where NO_COLOR is set', true, { NO_COLOR: '1' }, false],
    ['has some in a file where FORCE_COLOR is set', false, { FORCE_COLOR: '1' }, true],
  ])('%s', (_, isTTY, environment: Record<string, string>, expected) => {
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM']) vi.stubEnv(name, environment[name] ?? '');
    expect(printed(isTTY).includes('\u001B[31m  ✖')).toBe(expected);
  });
});

describe('the functions of the module', () => {
  afterEach(() => defaultObservation().close());

  it('follow functions and blocks with the debugger that all share', async () => {
    await trackedTask('task', async () => trackedCancelScope('scope', async () => undefined));
    await monitoredLock('lock', async () => undefined);
    await monitoredSession('session', 'sdk', 'agent', async () => undefined);
    await monitoredOperation('operation', async () => undefined);
    {
      using task = trackedTask('task');
      using scope = trackedCancelScope('scope');
      using lock = monitoredLock('lock');
      using session = monitoredSession('session');
      expect([task.state, scope.isOpen, session.state, lock]).toEqual(['running', true, 'active', lock]);
    }
    expect(getDebugger().generateReport().statistics).toMatchObject({
      tasks: { completed: 2 },
      scopes: { entered: 3, completed: 3 },
      locks: { acquired: 2, held: 0 },
      sessions: { completed: 2 },
      operations: { succeeded: 1 },
    });
  });
});
