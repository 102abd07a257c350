import { buildReport } from '../../../../src/model/report/report.ts';
import type { Location, Report } from '../../../../src/model/report/schema.ts';
import type { Site } from '../../../../src/model/state.ts';
import { Run, origin } from '../run.ts';

/** Generated places one line below their source, so that a test sees which of the two it got. */
const locate = (_program: string, site: Site): Location => ({
  path: site.url.replace('file://', '').replace('.js', '.ts'),
  line: site.line - 1,
  column: site.column,
  fn: site.fn,
});

export const reportOf = (run: Run, after = 1_000): Report =>
  buildReport(run.model, { title: 'orchestra', generatedAt: origin + after, locate });

/** A run with something of everything. */
export function orchestra(): Run {
  const run = new Run();
  const names = ['runAgent', 'query', 'open', 'clean'];
  for (const [index, fn] of names.entries()) {
    run.emit('site', { id: index + 1, url: 'file:///app/agents.js', line: 10 * (index + 1), column: 5, fn });
  }
  run.emit('task-started', { id: 100, name: 'agent-1', kind: 'agent', stack: [1] });
  run.emit('task-started', { id: 101, name: 'cleanup', kind: 'timer', parent: 100, stack: [4, 1] });
  run.emit('scope-entered', { id: 110, name: 'db-query', task: 100, timeout: 500, stack: [2, 1] });
  run.emit('scope-entered', { id: 111, name: 'stream', task: 100, parent: 110, stack: [2] });
  run.acquire(120, 'db', 100, { stack: [2] }).wait(121, 'db', 101, { stack: [4] });
  run.emit('session-opened', { id: 130, name: 'sdk', task: 100, stack: [3] });
  run.emit('session-changed', { id: 130, state: 'active', detail: 'streaming' });
  run.emit('session-opened', { id: 131, name: 'quick' }).emit('session-closed', { id: 131 });
  run.emit('operation-registered', { id: 140, name: 'fetch', task: 100, stack: [2] });
  run.emit('attempt-started', { operation: 140 }).at(100);
  run.emit('attempt-ended', {
    operation: 140,
    status: 'failed',
    error: 'ECONNRESET',
    retryable: true,
    errorClass: 'network',
  });
  run.emit('recovery-chosen', { operation: 140, strategy: 'smart-retry', detail: 'by hand' });
  run.emit('session-checked', { id: 130, latency: 3 });
  run.emit('task-started', { id: 102, name: 'warm-up', kind: 'task', parent: 100, stack: [3] }).at(180);
  run.emit('task-ended', { id: 102 }).emit('system-sampled', { cpu: 0.5, rss: 64_000_000, heapUsed: 9_500_000 });
  run.emit('system-sampled', { cpu: 0.25, rss: 60_000_000, heapUsed: 9_600_000, loopDelayMax: 30, handles: 4 }).at(200);
  run.emit('scope-cancelled', { id: 110, task: 101, reason: 'too slow', stack: [4] });
  run.emit('scope-cancelled', { id: 111, task: 101, cause: 110, reason: 'too slow', stack: [4] });
  run.emit('scope-exited', { id: 111, task: 101, status: 'cancelled', stack: [4] });
  run.emit('violation', {
    id: 150,
    scope: 111,
    name: 'stream',
    ownerTask: 100,
    currentTask: 101,
    enterStack: [2, 1],
    exitStack: [4],
    cancelReason: 'too slow',
  });
  return run;
}
