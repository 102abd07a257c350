import { beforeEach, describe, expect, it } from 'vitest';
import { CancelScope, TaskGroup, checkpoint, trackTask } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});

const ignore = (): void => undefined;

/** Something to wait for, and the means to let it happen. */
const gate = (): { opened: Promise<void>; open: () => void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

describe('a task outlives its scope when', () => {
  it('the scope is left while the task runs', async () => {
    const { opened, open } = gate();
    const owned = await CancelScope.run('request', async () => [trackTask('log', () => opened)]);
    expect(heard.violations).toEqual(['request: task-outlived-scope']);
    expect(heard.of('violation')).toMatchObject([{ other: owned[0]?.id }]);
    open();
  });

  it('the scope was left by the task that entered it: both are named', async () => {
    const { opened, open } = gate();
    await trackTask('handler', () => CancelScope.run('request', async () => void trackTask('log', () => opened)));
    const [handler, log] = heard.of('task-started');
    expect(heard.of('violation')).toMatchObject([{ ownerTask: handler?.id, currentTask: handler?.id, other: log?.id }]);
    open();
  });

  it('a scope in it, entered by hand, had owned the task', async () => {
    const { opened, open } = gate();
    await CancelScope.run('outer', async () => {
      const inner = CancelScope.enter('inner');
      trackTask('log', () => opened);
      inner.exit();
    });
    expect(heard.violations).toEqual(['outer: task-outlived-scope']);
    open();
  });

  it('it was started with `trackTask` in a group, which waits only for what it spawned', async () => {
    const { opened, open } = gate();
    await TaskGroup.run('group', async () => void trackTask('log', () => opened));
    expect(heard.violations).toEqual(['group: task-outlived-scope']);
    open();
  });

  it('a group is left by hand', () => {
    const { opened, open } = gate();
    const group = TaskGroup.enter('group');
    group.spawn('worker', () => opened);
    group.exit();
    expect(heard.violations).toEqual(['group: task-outlived-scope']);
    open();
  });
});

describe('a task does not outlive its scope when', () => {
  it('it is awaited, or ends by itself before', async () => {
    await CancelScope.run('request', async () => {
      const { opened, open } = gate();
      const unawaited = trackTask('unawaited', () => opened);
      open();
      await trackTask('awaited', checkpoint);
      expect(unawaited.state).toBe('completed');
    });
    expect(heard.violations).toEqual([]);
  });

  it('another flow of the same task has its scope open by hand when the task is started', async () => {
    const gates = [gate(), gate()];
    const flow = async (name: string, own: Promise<void>, task: PromiseLike<void>): Promise<void> => {
      using _ = CancelScope.enter(name);
      await own;
      await task;
    };
    const first = flow('first', gates[0]?.opened ?? Promise.resolve(), Promise.resolve());
    const task = trackTask('of the second', () => gates[1]?.opened);
    const second = flow('second', Promise.resolve(), task.then(ignore));
    gates[0]?.open();
    await first;
    gates[1]?.open();
    await second;
    expect(heard.violations).toEqual([]);
  });
});

describe('a cancellation is swallowed when', () => {
  const swallow = async (work: () => Promise<unknown>): Promise<void> => {
    await CancelScope.run('work', async (scope) => {
      scope.cancel('stop');
      await work();
    }).catch(ignore);
  };

  it('a checkpoint has thrown it, and the scope ends well', async () => {
    await swallow(() => checkpoint().catch(ignore));
    expect(heard.violations).toEqual(['work: cancel-swallowed']);
    expect(heard.of('violation')).toMatchObject([{ cancelReason: 'stop' }]);
  });

  it('the scope itself has thrown it', async () => {
    await CancelScope.run('work', async (scope) => {
      scope.cancel('stop');
      expect(() => scope.throwIfCancelled()).toThrow('stop');
    });
    expect(heard.violations).toEqual(['work: cancel-swallowed']);
  });

  it('a scope in it has passed it on: it is told of the scope whose code caught it, and only there', async () => {
    await swallow(() => CancelScope.run('inner', checkpoint).catch(ignore));
    expect(heard.violations).toEqual(['work: cancel-swallowed']);
  });

  it('the code of a scope in it caught it: it is told of the inner one alone', async () => {
    await swallow(() => CancelScope.run('inner', () => checkpoint().catch(ignore)));
    expect(heard.violations).toEqual(['inner: cancel-swallowed']);
  });

  it('it came through a scope in it that was entered by hand', async () => {
    await swallow(async () => {
      const inner = CancelScope.enter('inner');
      await checkpoint()
        .finally(() => inner.exit())
        .catch(ignore);
    });
    expect(heard.violations).toEqual(['work: cancel-swallowed']);
  });

  it('moving on from an inner scope, the error of the outer one is caught', async () => {
    await swallow(() => CancelScope.moveOn('inner', () => checkpoint().catch(ignore)));
    expect(heard.violations).toEqual(['inner: cancel-swallowed']);
  });
});

describe('a cancellation is not swallowed when', () => {
  it.each<[string, (scope: CancelScope) => unknown]>([
    ['the work has ended without noticing', () => 'done'],
    ['the error goes on', () => checkpoint()],
    [
      'the error is the cause of another',
      () =>
        checkpoint().catch((cause: unknown) => {
          throw new Error('not finished', { cause });
        }),
    ],
    ['another error follows', () => checkpoint().catch(() => Promise.reject(new Error('broken')))],
    [
      'the scope is asked by another task',
      (scope) => trackTask('asks', async () => scope.throwIfCancelled()).catch(ignore),
    ],
  ])('%s', async (_, work) => {
    await CancelScope.run('work', async (scope) => {
      scope.cancel('stop');
      await work(scope);
    }).catch(ignore);
    expect(heard.violations).toEqual([]);
  });

  it('somebody moves on', async () => {
    await CancelScope.moveOn('work', async (scope) => {
      scope.cancel('stop');
      await checkpoint().catch(ignore);
    });
    expect(heard.violations).toEqual([]);
  });
});

describe('a cancellation comes after the success when', () => {
  it('the scope was left well before: told once, with who did it', async () => {
    const scope = CancelScope.enter('download');
    scope.exit();
    await trackTask('watchdog', async () => {
      scope.cancel('too slow');
      scope.cancel('too slow');
    });
    expect(heard.of('violation')).toMatchObject([
      { cause: 'cancelled-after-success', name: 'download', currentTask: heard.of('task-started')[0]?.id },
    ]);
    expect([scope.cancelled, scope.signal.aborted]).toEqual([false, false]);
  });

  it('it is a group', async () => {
    let group: TaskGroup | undefined;
    await TaskGroup.run('group', async (own) => void (group = own));
    await trackTask('watchdog', async () => group?.cancel());
    expect(heard.violations).toEqual(['group: cancelled-after-success']);
  });

  it('something was left behind in it that calls it off, in the same task', async () => {
    const { opened, open } = gate();
    let left: Promise<void> | undefined;
    await CancelScope.run('download', async (scope) => {
      left = opened.then(() => scope.cancel('too slow'));
    });
    open();
    await left;
    expect(heard.violations).toEqual(['download: cancelled-after-success']);
  });
});

describe('a cancellation does not come after the success when', () => {
  it('the scope is open still', async () => {
    await CancelScope.run('work', async (scope) => scope.cancel('in the end'));
    expect(heard.violations).toEqual([]);
  });

  it('the scope was cancelled or failed before', async () => {
    const left: CancelScope[] = [];
    await CancelScope.run('failed', async (scope) => {
      left.push(scope);
      throw new Error('broken');
    }).catch(ignore);
    await CancelScope.run('cancelled', async (scope) => {
      left.push(scope);
      scope.cancel('stop');
    });
    for (const scope of left) scope.cancel('again');
    expect(left).toHaveLength(2);
    expect(heard.violations).toEqual([]);
  });

  it('the task that owned the scope tidies up', async () => {
    const scope = new CancelScope('work');
    try {
      await scope.runIn(checkpoint);
    } finally {
      scope.cancel();
    }
    const byHand = CancelScope.enter('by hand');
    byHand.exit();
    byHand.cancel();
    expect(heard.violations).toEqual([]);
  });

  it('a flow left by `enter` has the scope in its frame still, and tidies up', async () => {
    const work = async (): Promise<CancelScope> => {
      const scope = CancelScope.enter('work');
      await checkpoint();
      scope.exit();
      return scope;
    };
    const scope = await work();
    scope.cancel();
    expect(heard.violations).toEqual([]);
  });

  it('a task tidies up that started the one that owned the scope', async () => {
    const scope = new CancelScope('work');
    await trackTask('outer', async () => {
      await trackTask('inner', () => scope.runIn(checkpoint));
      scope.cancel();
    });
    expect(heard.violations).toEqual([]);
  });

  it('the scope was never entered', () => {
    const scope = new CancelScope('early');
    scope.cancel('before it began');
    scope.enter();
    expect(scope.signal.reason).toMatchObject({ message: 'before it began' });
    scope.exit();
    expect(heard.violations).toEqual([]);
  });
});
