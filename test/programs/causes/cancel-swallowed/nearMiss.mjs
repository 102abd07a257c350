import { CancelScope, TaskGroup, checkpoint, sleep } from 'async-scope';

const ignore = () => undefined;

// The work ended well before it could notice.
await CancelScope.run('unaware', async (scope) => {
  scope.cancel('too late');
  return 'done';
});

// The error goes on.
await CancelScope.run('passes on', async (scope) => {
  scope.cancel('enough');
  await checkpoint();
}).catch(ignore);

// It is caught, something is tidied up, and it goes on.
await CancelScope.run('tidies up', async (scope) => {
  scope.cancel('enough');
  try {
    await sleep(1_000);
  } catch (error) {
    await CancelScope.run('tidying', () => sleep(1), { shield: true });
    throw error;
  }
}).catch(ignore);

// It goes on as the cause of another error.
await CancelScope.run('explains', async (scope) => {
  scope.cancel('enough');
  try {
    scope.throwIfCancelled();
  } catch (cause) {
    throw new Error('The upload was not finished.', { cause });
  }
}).catch(ignore);

// Moving on is what was asked for.
await CancelScope.moveOn('short', () => sleep(60_000), { timeout: 1 });
await CancelScope.moveOn('gives what it has', async (scope) => {
  scope.cancel('enough');
  await checkpoint().catch(ignore);
  return 'a part';
});

// Moving on within a scope that has nothing to do with it.
await CancelScope.run('around', async () => {
  await CancelScope.moveOn('short', () => sleep(60_000), { timeout: 1 });
});

// It goes on through a scope within that was entered by hand.
await CancelScope.run('outer', async (scope) => {
  scope.cancel('enough');
  const inner = CancelScope.enter('by hand');
  try {
    await checkpoint();
  } finally {
    inner.exit();
  }
}).catch(ignore);

// Cancelled tasks of a group that was called off.
await TaskGroup.run('group', async (group) => {
  group.spawn('patient', () => sleep(60_000));
  await checkpoint();
  group.cancel('enough');
});

// The cancellation of a task arrives in the task, not in the scope that owns it.
await TaskGroup.run('other group', async (group) => {
  const task = group.spawn('patient', () => sleep(60_000));
  task.cancel('not needed');
  await task.catch(ignore);
});
