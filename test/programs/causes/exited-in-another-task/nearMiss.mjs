import { CancelScope, TaskGroup, checkpoint, trackTask } from 'async-scope';

// Another task cancels it, and its own task leaves it.
const scope = CancelScope.enter('cancelled elsewhere');
await trackTask('canceller', async () => scope.cancel('enough'));
scope.exit();

// Left by its own task in a callback, after a wait.
const later = CancelScope.enter('later');
await new Promise((resolve) => setTimeout(resolve, 1));
await new Promise((resolve) => {
  setImmediate(() => {
    later.exit();
    resolve();
  });
});

// A generator is read to its end by the task that began it, and another is closed by that task half-way.
async function* numbers() {
  const own = CancelScope.enter('numbers');
  try {
    yield 1;
    yield 2;
  } finally {
    own.exit();
  }
}
for await (const number of numbers()) void number;
for await (const number of numbers()) if (number === 1) break;

// Each task of a group has a scope of its own, all at a time.
await TaskGroup.run('group', async (group) => {
  for (const name of ['a', 'b', 'c']) {
    group.spawn(name, async () => {
      const own = CancelScope.enter(name);
      await checkpoint();
      own.exit();
    });
  }
});
