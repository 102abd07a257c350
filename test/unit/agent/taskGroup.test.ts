import { beforeEach, describe, expect, it } from 'vitest';
import { TaskGroup, currentTask } from '../../../src/agent/api/index.ts';
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

  it('waits at the end of a block with `await using`', async () => {
    let ended = false;
    {
      await using group = TaskGroup.enter('block');
      group.spawn('slow', async () => {
        await Promise.resolve();
        ended = true;
      });
    }
    expect(ended).toBe(true);
  });

  it('takes no more tasks once it has ended', async () => {
    const group = TaskGroup.enter('over');
    group.exit();
    expect(() => group.spawn('late', async () => undefined)).toThrow('Group "over" is not open');
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
