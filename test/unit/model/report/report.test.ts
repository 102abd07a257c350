import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { jsonFormat } from '../../../../src/model/export/json.ts';
import { indicatorsOf } from '../../../../src/model/report/indicators.ts';
import { reportLimit, reportSchema } from '../../../../src/model/report/schema.ts';
import { emptyStatistics } from '../../../../src/model/statistics.ts';
import { Run, origin } from '../run.ts';
import { orchestra, reportOf } from './sampleReport.ts';

describe('a report', () => {
  it('is what its schema says, also after a way through JSON', () => {
    const report = reportOf(orchestra());
    expect(v.parse(reportSchema, JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('locates the places of both parties in the source', () => {
    expect(reportOf(orchestra()).findings).toMatchObject([
      {
        kind: 'exited-in-another-task',
        sentence: 'Scope “stream” was entered by task “agent-1” but left by task “cleanup”.',
        cancelChain: [
          { scope: 111, scopeName: 'stream', task: 101, taskName: 'cleanup', reason: 'too slow' },
          { scope: 110, scopeName: 'db-query', task: 101, taskName: 'cleanup', reason: 'too slow' },
        ],
        at: origin + 200,
        parties: [
          { taskName: 'cleanup', stack: [{ path: '/app/agents.ts', line: 39, column: 5, fn: 'clean' }] },
          { taskName: 'agent-1', stack: [{ fn: 'query' }, { fn: 'runAgent' }] },
        ],
      },
    ]);
  });

  it('holds what is alive, with owners and times', () => {
    const { open, operations, totals, programs } = reportOf(orchestra());
    expect(open.scopes).toMatchObject([
      { name: 'db-query', taskName: 'agent-1', timeout: 500, cancelChain: [{ reason: 'too slow' }], enteredAt: origin },
    ]);
    expect(open.tasks.map((task) => task.name)).toEqual(['agent-1', 'cleanup']);
    expect(open.locks).toMatchObject([
      { name: 'db', holders: [{ taskName: 'agent-1' }], waiters: [{ taskName: 'cleanup', since: origin }] },
    ]);
    expect(open.sessions).toMatchObject([
      {
        name: 'sdk',
        state: 'active',
        detail: 'streaming',
        taskName: 'agent-1',
        lastCheck: { healthy: true, latency: 3 },
      },
    ]);
    expect(operations).toMatchObject([
      {
        name: 'fetch',
        state: 'failed',
        retryable: true,
        attempts: [
          {
            error: 'ECONNRESET',
            errorClass: 'network',
            endedAt: origin + 100,
            recoveries: [{ strategy: 'smart-retry', detail: 'by hand' }],
          },
        ],
      },
    ]);
    expect(totals).toEqual({ scopes: 1, tasks: 2, locks: 1, sessions: 1, operations: 1 });
    expect(programs).toMatchObject([{ key: '1/0', title: 'app.js', startedAt: origin, endedAt: null }]);
  });

  it('holds the totals of the run', () => {
    const { operationTotals, longestTasks, errors, strategies, system } = reportOf(orchestra());
    const fetch = { name: 'fetch', count: 1, failed: 1, meanTime: 100, longestTime: 100 };
    expect(operationTotals).toEqual({ slowest: [fetch], mostFrequent: [fetch], names: 1 });
    expect(longestTasks).toMatchObject([{ name: 'warm-up', duration: 80, location: { fn: 'open' } }]);
    expect(errors).toEqual([{ errorClass: 'network', count: 1 }]);
    expect(strategies).toEqual([
      { strategy: 'smart-retry', chosen: 1, recoveries: 0, meanTime: null, longestTime: null },
    ]);
    expect(system).toMatchObject([
      { program: '1/0', last: { cpu: 0.25, at: origin + 180 }, peak: { cpu: 0.5, rss: 64_000_000, handles: 4 } },
    ]);
  });

  it('orders totals by what they are about, and by name where that is equal', () => {
    const run = new Run();
    const operations = [
      ['quick', 3, 1],
      ['slow', 1, 90],
      ['b', 2, 10],
      ['a', 2, 10],
    ] as const;
    let id = 0;
    for (const [name, count, duration] of operations) {
      for (let round = 0; round < count; round += 1) {
        id += 1;
        run.at(0).emit('operation-registered', { id, name }).emit('attempt-started', { operation: id });
        run.at(duration).emit('attempt-ended', { operation: id });
      }
    }
    const { slowest, mostFrequent } = reportOf(run).operationTotals;
    expect(slowest.map(({ name }) => name)).toEqual(['slow', 'a', 'b', 'quick']);
    expect(mostFrequent.map(({ name }) => name)).toEqual(['quick', 'a', 'b', 'slow']);
  });

  it('is the same to the byte for the same events', () => {
    const of = (): string => jsonFormat.render(reportOf(orchestra().tick(9_000)));
    expect(of()).toBe(of());
  });

  it('cuts long lists and says how long they are, but leaves out no failed operation', () => {
    const run = new Run();
    const count = reportLimit + 200;
    for (let id = 1; id <= count; id += 1) {
      run.task(id, 'task').emit('operation-registered', { id }).emit('attempt-started', { operation: id });
      const isFailure = id <= reportLimit - 100;
      run.emit('attempt-ended', {
        operation: id,
        status: isFailure ? 'failed' : 'completed',
        retryable: isFailure,
      });
    }
    const report = reportOf(run);
    expect([report.open.tasks.length, report.totals.tasks]).toEqual([reportLimit, count]);
    expect([report.operations.length, report.totals.operations]).toEqual([reportLimit, count]);
    expect(report.operations.filter((operation) => operation.state === 'failed')).toHaveLength(reportLimit - 100);
  });

  it('puts errors before warnings', () => {
    const run = orchestra().tick(9_000);
    expect(reportOf(run).findings.map((finding) => finding.kind)).toEqual([
      'exited-in-another-task',
      'lock-held-too-long',
      'cancel-ignored',
    ]);
  });
});

describe('the headline', () => {
  it('says that nothing was received, that nothing is wrong, or what is worst', () => {
    const silent = new Run();
    expect(reportOf(silent.task(1, 'a')).headline).toBe('No problems found; 1 task and 0 scopes seen.');
    expect(reportOf(orchestra().tick(9_000)).headline).toBe(
      '1 error and 2 warnings, the worst: Scope “stream” was entered by task “agent-1” but left by task “cleanup”.',
    );
  });
});

describe('the indicators', () => {
  it('are empty where there is nothing to measure', () => {
    expect(Object.values(indicatorsOf(emptyStatistics()))).toEqual([null, null, null, null]);
  });

  it('are shares and means of the run', () => {
    const run = orchestra().at(300).emit('attempt-started', { operation: 140, attempt: 2, origin: 'user' });
    run.at(350).emit('attempt-ended', { operation: 140, attempt: 2, status: 'completed' });
    expect(reportOf(run).indicators).toEqual({
      cancelScopeErrorRate: 1 / 2,
      sessionSuccessRate: 1,
      meanOperationTime: 75,
      errorRecoveryTime: 250,
    });
  });

  it('never say that more than all scopes were broken', () => {
    const run = new Run().emit('violation', { cause: 'never-entered' });
    expect(reportOf(run).indicators.cancelScopeErrorRate).toBe(1);
  });
});
