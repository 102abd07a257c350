import { CancelScope, TaskGroup, checkpoint, trackTask } from 'async-scope';

// The task is awaited.
await CancelScope.run('awaits', async () => {
  await trackTask('short', checkpoint);
});

// The task has ended by itself before the scope is left.
await CancelScope.run('is slower', async () => {
  trackTask('shorter', checkpoint);
  await checkpoint();
  await checkpoint();
});

// The task failed, was waited for, and the scope is left with its error.
await CancelScope.run('fails', async () => {
  await trackTask('broken', async () => {
    throw new Error('broken');
  });
}).catch(() => undefined);

// A group waits for what was spawned in it.
await TaskGroup.run('group', async (group) => {
  group.spawn('one', checkpoint);
  group.spawn('two', async () => {
    await checkpoint();
    group.spawn('three', checkpoint);
  });
});

// A scope within hands its task over to the scope around it, which waits.
await CancelScope.run('outer', async () => {
  let task;
  const inner = CancelScope.enter('inner');
  task = trackTask('handed over', checkpoint);
  inner.exit();
  await task;
});

// Two flows in one task: what the second starts while the first has its scope open is none of the first one's.
const first = async () => {
  const scope = CancelScope.enter('first');
  await checkpoint();
  scope.exit();
};
const second = async () => {
  const task = trackTask('of the second', async () => {
    for (let turn = 0; turn < 5; turn += 1) await checkpoint();
  });
  await task;
};
await Promise.all([first(), second()]);

// Many flows of one function.
const flow = async (name, turns) => {
  const task = trackTask(`task of ${name}`, async () => {
    for (let turn = 0; turn < turns; turn += 1) await checkpoint();
  });
  const scope = CancelScope.enter(name);
  await checkpoint();
  scope.exit();
  await task;
};
await Promise.all([3, 1, 4].map((turns, index) => flow(`flow ${index}`, turns)));
