import { describe, expect, it } from 'vitest';
import { namedValue, taskChain } from '../../../src/extension/debug/taskChain.ts';
import { Run } from '../model/run.ts';
import { fakeLocator } from './fakeLocator.ts';

/** main starts a server in scope `app`, which starts a handler in scope `request`. */
const served = (): Run =>
  new Run()
    .emit('site', { id: 10, line: 1, fn: 'listen' })
    .emit('site', { id: 11, line: 2, fn: '' })
    .emit('task-started', { id: 1, name: 'main', kind: 'main', stack: [10] })
    .emit('scope-entered', { id: 5, name: 'app', task: 1 })
    .emit('task-started', { id: 2, name: 'server', parent: 1, scope: 5, stack: [10] })
    .emit('scope-entered', { id: 6, name: 'request', task: 2, parent: 5 })
    .emit('task-started', { id: 3, name: 'handler', parent: 2, scope: 6, stack: [11, 99, 10] })
    .emit('scope-entered', { id: 7, name: 'query', task: 3, parent: 6 });

const chain = (run: Run, task: number, scope = 0) =>
  taskChain(run.program, { program: run.key, task, scope }, fakeLocator);
const labels = (run: Run, task: number, scope = 0): string[] => chain(run, task, scope).map(({ label }) => label);

describe('how the current task came to be', () => {
  it('is told task by task, each with the scope it is in and where it was started, and ends before the main task', () => {
    expect(chain(served(), 3, 7)).toEqual([
      { label: 'task “handler” in scope “query”' },
      { label: 'start of “handler”', path: '/src/app.ts', line: 102, column: 3 },
      { label: 'listen', path: '/src/app.ts', line: 101, column: 3 },
      { label: 'task “server” in scope “request”' },
      { label: 'listen', path: '/src/app.ts', line: 101, column: 3 },
    ]);
  });

  it('names no scope where there is none, or it is not known', () => {
    expect(labels(served(), 2)).toEqual(['task “server”', 'listen']);
    expect(labels(served(), 2, 77)).toEqual(['task “server”', 'listen']);
  });

  it('is empty in the main task and where the task is not known', () => {
    expect([labels(served(), 1, 5), labels(served(), 0), labels(served(), 77)]).toEqual([[], [], []]);
  });

  it('ends where a parent is not known any more', () => {
    const run = new Run().emit('task-started', { id: 3, name: 'orphan', parent: 2, scope: 9 });
    expect(labels(run, 3)).toEqual(['task “orphan”']);
  });

  it('has an end where tasks name each other as parents, or are very many', () => {
    const circle = new Run().task(1, 'a', 2).task(2, 'b', 1);
    expect(labels(circle, 1)).toEqual(['task “a”', 'task “b”']);
    const many = new Run();
    for (let id = 1; id <= 100; id += 1) many.task(id, `t${id}`, id - 1);
    expect(labels(many, 100)).toHaveLength(20);
    expect(labels(many, 100).at(-1)).toBe('task “t81”');
  });
});

describe('$task and $scope', () => {
  const valueOf = (run: Run, name: '$task' | '$scope' | '$violation', task: number, scope: number) =>
    namedValue(run.program, name, { program: run.key, task, scope });

  it('are the task and the scope of the stop with what is known of them', () => {
    const run = served();
    expect(valueOf(run, '$task', 3, 7)).toEqual({
      text: 'task “handler”',
      parts: { state: 'running', kind: 'task', parent: 'server' },
    });
    expect(valueOf(run, '$scope', 3, 7)).toEqual({
      text: 'scope “query”',
      parts: { state: 'open', owner: 'handler', cancelled: 'no' },
    });
    run.emit('scope-cancelled', { id: 7, task: 2, reason: 'too slow' });
    expect(valueOf(run, '$scope', 3, 7)?.parts).toMatchObject({ cancelled: 'too slow' });
  });

  it('say what is missing of a task and a scope without owners', () => {
    const run = new Run().task(3, 'orphan', 2).emit('scope-entered', { id: 9, name: 'lone', task: 8 });
    expect(valueOf(run, '$task', 3, 0)?.parts).toMatchObject({ parent: 'none' });
    expect(valueOf(run, '$scope', 3, 9)?.parts).toMatchObject({ owner: 'none' });
  });

  it('are nothing where there is none; a violation is not told from where the program is', () => {
    const run = served();
    expect([valueOf(run, '$task', 77, 0), valueOf(run, '$scope', 3, 0), valueOf(run, '$violation', 3, 7)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
