import { describe, expect, it } from 'vitest';
import { Run } from '../run.ts';

/** A signal that main uses, with listeners of requests of which `abandoned` have ended. */
const signal = (): Run =>
  new Run()
    .task(1, 'main')
    .task(2, 'GET /')
    .emit('scope-entered', { id: 10, name: 'AbortController', kind: 'signal', task: 1, stack: [100] });
const listened = (run: Run, listeners: number, abandoned: number): Run =>
  run.emit('scope-listened', { id: 10, task: 2, listeners, abandoned, stack: [101] });

describe('listeners of a signal', () => {
  it('are a finding when those of more than ten ended tasks are there, until they are removed', () => {
    const run = listened(signal(), 11, 10);
    expect(run.model.findings).toEqual([]);
    listened(run, 16, 15);
    expect(run.only('listener-leaked')).toMatchObject({
      sentence:
        'Signal “AbortController”, first used by task “main”, has 16 listeners, and the tasks that added 15 of them have ended.',
      severity: 'warning',
      confidence: 'likely',
      parties: [
        { role: 'listening', task: 2, taskName: 'GET /', stack: [101] },
        { role: 'entered', task: 1, stack: [100] },
      ],
      resolvedAt: undefined,
    });
    expect(listened(run, 8, 0).only('listener-leaked').resolvedAt).toBeDefined();
  });

  it('may be as many as they like while their tasks run', () => {
    expect(listened(signal(), 5_000, 0).tick(60_000).model.findings).toEqual([]);
  });

  it('are over with the signal', () => {
    const run = listened(signal(), 16, 15).at(500).emit('scope-exited', { id: 10, task: 1 });
    expect(run.only('listener-leaked').resolvedAt).toBeDefined();
  });

  it('are no scopes that anybody enters or leaves: no total counts them', () => {
    const run = signal();
    expect(run.model.statistics.scopes).toMatchObject({ entered: 0, open: 0 });
    run.emit('scope-exited', { id: 10, task: 1 });
    expect(run.model.statistics.scopes).toMatchObject({ entered: 0, open: 0, completed: 0 });
  });
});
