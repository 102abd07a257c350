import { beforeEach, describe, expect, it } from 'vitest';
import { CancelScope, TaskGroup, checkpoint, currentTask, sleep, trackTask } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('a task group', () => {
  it('does not end before its tasks, also those spawned by other tasks', async () => {
    const ended: string[] = [];
    await TaskGroup.run('group', async (group) => {
      group.spawn('first', async () => {
        await Promise.resolve();
        group.spawn('second', async () => {
          await Promise.resolve();
          ended.push('second');
        });
        ended.push('first');
      });
    });
    expect(ended).toEqual(['first', 'second']);
  });

  it('gives the result of its function, and each task its own', async () => {
    const result = await TaskGroup.run('group', async (group) => {
      const task = group.spawn('answer', async () => 42);
      expect(task.state).toBe('running');
      return task;
    });
    expect(result).toBe(42);
  });

  it('fails with the error of a task and cancels the others', async () => {
    const group = TaskGroup.run('group', async (own) => {
      own.spawn('patient', ({ signal }) => aborted(signal));
      own.spawn('broken', async () => Promise.reject(new Error('broken')));
    });
    await expect(group).rejects.toThrow('broken');
    expect(
      heard
        .of('task-ended')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['cancelled', 'failed']);
  });

  it('fails with all errors when several tasks failed', async () => {
    const group = TaskGroup.run('group', async (own) => {
      own.spawn('one', async () => Promise.reject(new Error('one')));
      own.spawn('two', async () => Promise.reject(new Error('two')));
    });
    const error = await group.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map(String)).toEqual(['Error: one', 'Error: two']);
  });

  it('cancels its tasks when it is cancelled, without failing them', async () => {
    await TaskGroup.run('group', async (group) => {
      group.spawn('patient', ({ signal }) => aborted(signal));
      group.cancel('enough');
    });
    expect(heard.of('task-ended')).toMatchObject([{ status: 'cancelled' }]);
  });

  it('takes tasks until the very end, and none of them is left running', async () => {
    const states: string[] = [];
    await TaskGroup.run('group', async (group) => {
      const first = group.spawn('first', checkpoint);
      // In the turn in which the last task has ended, when the group is about to.
      void first.then(() => group.spawn('late', () => checkpoint().then(() => states.push('late ended'))));
    });
    expect(states).toEqual(['late ended']);
    expect(heard.violations).toEqual([]);
  });

  it('takes no more tasks once it has ended', async () => {
    const group = TaskGroup.enter('over');
    group.exit();
    expect(() => group.spawn('late', async () => undefined)).toThrow('Group "over" is not open');
  });
});

describe('a group in a block with `await using`', () => {
  it('waits for its tasks with `done`, also for those spawned meanwhile', async () => {
    const ended: string[] = [];
    {
      await using group = TaskGroup.enter('block');
      group.spawn('first', async () => {
        await checkpoint();
        group.spawn('second', () => checkpoint().then(() => ended.push('second')));
        ended.push('first');
      });
      await group.done();
    }
    expect(ended).toEqual(['first', 'second']);
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
  });

  it('cancels its tasks when the block throws, and the error arrives', async () => {
    const block = async (): Promise<void> => {
      await using group = TaskGroup.enter('block');
      group.spawn('patient', ({ signal }) => aborted(signal));
      throw new Error('broken block');
    };
    await expect(block()).rejects.toThrow(/^broken block$/);
    expect(heard.of('task-ended')).toMatchObject([{ status: 'cancelled' }]);
    expect(heard.of('scope-cancelled')).toMatchObject([{ reason: 'The block of group "block" ended without done().' }]);
    expect(heard.violations).toEqual([]);
  });

  it('gives the failure of a task with `done`, and only once', async () => {
    const block = async (): Promise<void> => {
      await using group = TaskGroup.enter('block');
      group.spawn('broken', async () => Promise.reject(new Error('broken task')));
      await group.done();
    };
    await expect(block()).rejects.toThrow(/^broken task$/);
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'failed' }]);
  });

  it('gives the reason with `done` when its time was over', async () => {
    const block = async (): Promise<void> => {
      await using group = TaskGroup.enter('block', { timeout: 1 });
      group.spawn('patient', () => sleep(60_000));
      await group.done();
    };
    await expect(block()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('fails at the end with the failure of a task that `done` has not told of', async () => {
    const block = async (): Promise<void> => {
      await using group = TaskGroup.enter('block');
      group.spawn('broken', async () => Promise.reject(new Error('broken task')));
    };
    await expect(block()).rejects.toThrow(/^broken task$/);
  });

  it('is told when it was left by hand before', async () => {
    {
      await using group = TaskGroup.enter('block');
      group.exit();
    }
    expect(heard.violations).toEqual(['block: exited-twice']);
  });
});

describe('a group whose task fails', () => {
  it('cancels its own function too', async () => {
    const group = TaskGroup.run('group', async (own) => {
      own.spawn('broken', async () => Promise.reject(new Error('broken')));
      await sleep(60_000);
    });
    await expect(group).rejects.toThrow('broken');
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'failed' }]);
  });

  it('fails with the error of its function first', async () => {
    const group = TaskGroup.run('group', async (own) => {
      own.spawn('slow', () => checkpoint().catch(() => Promise.reject(new Error('task'))));
      throw new Error('function');
    });
    const error = await group.catch((thrown: unknown) => thrown);
    expect((error as AggregateError).errors.map(String)).toEqual(['Error: function', 'Error: task']);
    expect(error).toMatchObject({ message: '2 errors in group "group".' });
  });

  it('names an error once when its function fails with that of a task', async () => {
    const group = TaskGroup.run('group', async (own) => {
      await own.spawn('broken', async () => Promise.reject(new Error('broken')));
    });
    await expect(group).rejects.toThrow(/^broken$/);
  });

  it('says nothing of those that were merely cancelled', async () => {
    const group = TaskGroup.run('group', async (own) => {
      for (const name of ['a', 'b']) own.spawn(name, () => sleep(60_000));
      own.spawn('broken', async () => Promise.reject(new Error('broken')));
    });
    const error = await group.catch((thrown: unknown) => thrown);
    expect(String(error)).toBe('Error: broken');
  });
});

describe('a group that is cancelled', () => {
  it('starts its tasks cancelled', async () => {
    const states: boolean[] = [];
    await TaskGroup.run('group', async (group) => {
      group.cancel('enough');
      group.spawn('late', async ({ signal }) => void states.push(signal.aborted));
    });
    expect(states).toEqual([true]);
  });

  it('fails with the reason when it had no time left for its tasks', async () => {
    const group = TaskGroup.run('group', async (own) => void own.spawn('patient', () => sleep(60_000)), { timeout: 1 });
    await expect(group).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('fails with the reason when what is around it was cancelled', async () => {
    const running = TaskGroup.run('outer', async (outer) => {
      queueMicrotask(() => outer.cancel('shutdown'));
      await TaskGroup.run('inner', async (inner) => void inner.spawn('patient', () => sleep(60_000)));
    });
    await expect(running).rejects.toThrow('shutdown');
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
  });

  it('ends well when all its tasks did in spite of it', async () => {
    const group = TaskGroup.run(
      'group',
      async (own) => {
        own.spawn('deaf', async () => checkpoint().catch(() => 'deaf'));
        return 'done';
      },
      { timeout: 0 },
    );
    expect(await group).toBe('done');
  });

  it('shields what is in a shielded scope of a task', async () => {
    const saved = await TaskGroup.run('group', async (group) => {
      const task = group.spawn('saver', () =>
        CancelScope.run('save', () => sleep(1).then(() => 'saved'), { shield: true }),
      );
      group.cancel('enough');
      return task;
    });
    expect(saved).toBe('saved');
  });
});

describe('a task whose promise nobody awaits', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => {
    unhandled.length = 0;
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', note);
    return () => {
      process.removeListener('unhandledRejection', note);
      for (const listener of listeners) process.on('unhandledRejection', listener);
    };
  });
  /** Node looks for unhandled rejections when the microtasks are done. */
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

  it('is reported by its group when it fails, and not as an unhandled rejection', async () => {
    const group = TaskGroup.run(
      'group',
      async (own) => void own.spawn('broken', async () => Promise.reject(new Error('x'))),
    );
    await expect(group).rejects.toThrow('x');
    await turn();
    expect(unhandled).toEqual([]);
  });

  it('is an unhandled rejection when it fails after its group was left', async () => {
    {
      using group = TaskGroup.enter('left');
      group.spawn('broken', () => checkpoint().then(() => Promise.reject(new Error('too late'))));
    }
    await turn();
    await turn();
    expect(unhandled.map(String)).toEqual(['Error: too late']);
  });

  it('is an unhandled rejection when it has failed before its group is left by hand', async () => {
    const group = TaskGroup.enter('left');
    group.spawn('broken', async () => Promise.reject(new Error('too early')));
    await turn();
    expect(unhandled).toEqual([]);
    group.exit();
    await turn();
    expect(unhandled.map(String)).toEqual(['Error: too early']);
  });

  it('is none when somebody awaits it, or was told by `done`', async () => {
    const group = TaskGroup.enter('told');
    group.spawn('told', async () => Promise.reject(new Error('told')));
    await expect(group.done()).rejects.toThrow('told');
    group.exit();
    const left = TaskGroup.enter('left');
    const task = left.spawn('awaited', () => checkpoint().then(() => Promise.reject(new Error('awaited'))));
    left.exit();
    await expect(task).rejects.toThrow('awaited');
    await turn();
    expect(unhandled).toEqual([]);
  });

  it('is an unhandled rejection as any other when it has no group', async () => {
    trackTask('broken', async () => Promise.reject(new Error('alone')));
    await turn();
    expect(unhandled.map(String)).toEqual(['Error: alone']);
  });
});

describe('a task', () => {
  it('is the current task of what it runs, also after it has waited', async () => {
    await TaskGroup.run('group', async (group) => {
      await group.spawn('worker', async () => {
        await Promise.resolve();
        expect(currentTask().name).toBe('worker');
      });
    });
  });

  it('knows the task that spawned it and the group that owns it', async () => {
    await TaskGroup.run('group', async (group) => {
      await group.spawn('outer', async () => group.spawn('inner', async () => undefined));
    });
    const [outer, inner] = heard.of('task-started');
    expect(inner).toMatchObject({ parent: outer?.id, scope: outer?.scope });
  });

  it('can be cancelled alone', async () => {
    await TaskGroup.run('group', async (group) => {
      const task = group.spawn('one', ({ signal }) => aborted(signal));
      const caught = task.catch((error: unknown) => error);
      task.cancel('not needed');
      expect(await caught).toMatchObject({ message: 'not needed' });
      expect(group.cancelled).toBe(false);
    });
  });
});
