import { describe, expect, it } from 'vitest';
import { clausePhrase, commaPhrase, countPhrase, durationPhrase } from '../../../../src/model/findings/phrases.ts';
import { summaryText } from '../../../../src/model/report/summary.ts';
import { Run, eventOf } from '../run.ts';
import { orchestra, reportOf } from './sampleReport.ts';

describe('the summary for a terminal', () => {
  it('says what is wrong first, then the indicators, then what is alive', () => {
    expect(
      summaryText(reportOf(orchestra())),
    ).toBe(`1 error: Scope “stream” was entered by task “agent-1” but left by task “cleanup”.

  ✖ Scope left by another task (error)
    Scope “stream” was entered by task “agent-1” but left by task “cleanup”.
    Left by cleanup at /app/agents.ts:39:5
    Entered by agent-1 at /app/agents.ts:19:5
    Cancelled: “stream” ← “db-query”, by cleanup: too slow
    Usual cause: A scope is entered in an async generator, and the generator is finished or closed by another task.

Indicators
  Cancel-scope error rate  50 %
  Session success rate     100 %
  Mean operation time      100 ms
  Error recovery time      nothing to measure

Open scopes (1)
  db-query · agent-1 · 1 s · “db-query”, by cleanup: too slow · /app/agents.ts:19:5

Running tasks (2)
  agent-1 · agent · 1 s · /app/agents.ts:9:5
  cleanup · timer · 1 s · /app/agents.ts:39:5

Locks in use (1)
  db · mutex · agent-1 (1 s) · cleanup (1 s) · /app/agents.ts:19:5

Open sessions (1)
  sdk · sdk · active: streaming · agent-1 · 1 s · well, 3 ms · /app/agents.ts:29:5

Operations (1)
  fetch · failed, 1 attempt, can be retried · agent-1 · ECONNRESET · /app/agents.ts:19:5

Slowest operations (1)
  fetch · Attempts 1 · Failed 1 · Mean time 100 ms · Longest 100 ms

Lock contention (1)
  db · Kind mutex · Acquisitions 1 · Waits 1

Longest tasks (1)
  warm-up · task · completed · 80 ms · /app/agents.ts:29:5

Errors by class (1)
  network · Attempts 1

Recovery (1)
  smart-retry · Chosen 1 · Succeeded 0

System (1)
  1/0 · CPU 25 % (at most 50 %) · Memory 60 MB (at most 64 MB) · Heap used 9.6 MB · Loop delay 0 ms · Loop delay, longest 30 ms · Loop busy 0 % · Garbage collection 0 ms · Handles 4
`);
  });

  it('lets no escape sequence and no line break of a name reach the terminal', () => {
    const run = new Run().task(1, 'a\u001B[2J\r\nb\u202Ec').emit('dropped', { lost: 3 });
    const text = summaryText(reportOf(run));
    expect(text).toContain('  a [2J b c · task');
    expect(text).toContain('3 events could not be kept by the program, so this report is incomplete.');
  });

  it('leaves out no finding, however many there are', () => {
    const run = new Run();
    for (let id = 1; id <= 60; id += 1) run.emit('violation', { id, name: `scope-${id}`, exitStack: [id] });
    const text = summaryText(reportOf(run));
    for (let id = 1; id <= 60; id += 1) expect(text).toContain(`“scope-${id}”`);
  });
});

describe('phrases', () => {
  it.each([
    [0, '0 ms'],
    [0.25, '0.25 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [7_240, '7.2 s'],
    [59_990, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ])('say %d ms as %s', (ms, words) => {
    expect(durationPhrase(ms)).toBe(words);
  });

  it('join a list as a person does', () => {
    expect([commaPhrase([]), commaPhrase(['a']), commaPhrase(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b, c']);
    expect([clausePhrase([]), clausePhrase(['a', 'b', 'c'])]).toEqual(['', 'a; b; c']);
  });

  it('count as a person does', () => {
    expect([0, 1, 1_200].map((count) => countPhrase(count, '{0} lock', '{0} locks'))).toEqual([
      '0 locks',
      '1 lock',
      '1,200 locks',
    ]);
  });
});

describe('the lists of a run that is over', () => {
  it('say what was left behind, and for how long until the end', () => {
    const text = summaryText(reportOf(orchestra().at(500).emit('bye', { exitCode: 1 }), 90_000));
    expect(text).toContain('Tasks that never ended (2)\n  agent-1 · agent · 500 ms');
    expect(text).toContain('Sessions never closed (1)');
  });

  it('name the program of each row where there are several', () => {
    const run = orchestra();
    run.model.apply('1/1', eventOf('task-started', 0, { name: 'in a thread' }));
    expect(summaryText(reportOf(run))).toMatch(/in a thread · .* · 1\/1\n/);
  });
});
