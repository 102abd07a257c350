import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { redactReport } from '../../../../src/model/report/redactReport.ts';
import { reportSchema } from '../../../../src/model/report/schema.ts';
import { createRedactor } from '../../../../src/common/redact.ts';
import { Run } from '../run.ts';
import { orchestra, reportOf } from './sampleReport.ts';

const redactor = createRedactor({ enabled: true, keys: [], patterns: [] });

describe('a redacted report', () => {
  it('is a report, the same where there is nothing to hide', () => {
    const report = reportOf(orchestra());
    expect(redactReport(report, redactor)).toEqual(report);
  });

  it('has no secret in names, sentences, errors and details', () => {
    const run = new Run();
    const secret = 'hunter2';
    run.emit('task-started', { id: 1, name: `login password=${secret}` });
    run.emit('session-opened', { id: 2, name: `db://ann:${secret}@host`, task: 1 });
    run.emit('session-changed', { id: 2, state: 'active', detail: `token: ${secret}` });
    run.emit('operation-registered', { id: 3, name: 'fetch' }).emit('attempt-started', { operation: 3 });
    run.emit('attempt-ended', { operation: 3, status: 'failed', error: `GET /a?key=${secret} failed` });
    run.emit('violation', { id: 4, name: `scope --token ${secret}`, cancelReason: `Cookie: ${secret}` });
    const report = reportOf(run);
    expect(JSON.stringify(report).split(secret).length - 1).toBeGreaterThanOrEqual(6);
    const result = redactReport(report, redactor);
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(() => v.parse(reportSchema, result)).not.toThrow();
  });

  it('keeps paths', () => {
    const run = new Run();
    run.emit('site', { id: 1, url: 'file:///app/d41d8cd98f00b204e9800998ecf8427e/a.js', line: 2, column: 1, fn: 'f' });
    run.emit('task-started', { id: 2, name: 'a', stack: [1] });
    const [task] = redactReport(reportOf(run), redactor).open.tasks;
    expect(task?.location?.path).toBe('/app/d41d8cd98f00b204e9800998ecf8427e/a.ts');
  });
});
