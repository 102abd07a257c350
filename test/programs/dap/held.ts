import { CancelScope, Mutex, TaskGroup } from 'async-scope';

const lock = new Mutex('ledger');

async function keep(): Promise<void> {
  const hold = await lock.acquire(); // the lock is taken here
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  hold.release();
}

async function work(): Promise<void> {
  await CancelScope.run('inner', async () => {
    await Promise.resolve();
    debugger; // stops in the task
  });
}

await TaskGroup.run('outer', async (group) => {
  group.spawn('keeper', keep); // the keeper starts here
  group.spawn('worker', work);
});
