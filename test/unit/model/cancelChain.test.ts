import { describe, expect, it } from 'vitest';
import { cancelChain } from '../../../src/model/cancelChain.ts';
import { Run } from './run.ts';

const scopes = (...parents: number[]): Run => {
  const run = new Run().task(1, 'agent-1');
  for (const [index, parent] of parents.entries()) {
    run.emit('scope-entered', { id: 10 + index, name: `s${index}`, parent, task: 1 });
  }
  return run;
};

describe('the chain of a cancellation', () => {
  it('leads from a scope to the one that somebody cancelled', () => {
    const run = scopes(0, 10, 11).emit('scope-cancelled', { id: 10, task: 1, reason: 'enough' });
    run.emit('scope-cancelled', { id: 11, cause: 10, reason: 'enough' });
    run.emit('scope-cancelled', { id: 12, cause: 11, reason: 'enough' });
    expect(cancelChain(run.program, 12)).toEqual([
      { scope: 12, scopeName: 's2', task: 0, taskName: 'no task', reason: 'enough' },
      { scope: 11, scopeName: 's1', task: 0, taskName: 'no task', reason: 'enough' },
      { scope: 10, scopeName: 's0', task: 1, taskName: 'agent-1', reason: 'enough' },
    ]);
  });

  it('is empty for a scope that was not cancelled, or that nobody knows', () => {
    expect([cancelChain(scopes(0).program, 10), cancelChain(scopes(0).program, 77)]).toEqual([[], []]);
  });

  it('ends, even if two scopes are said to have cancelled each other', () => {
    const run = scopes(0, 10)
      .emit('scope-cancelled', { id: 10, cause: 11 })
      .emit('scope-cancelled', { id: 11, cause: 10 });
    expect(cancelChain(run.program, 10).map(({ scope }) => scope)).toEqual([10, 11]);
  });
});
