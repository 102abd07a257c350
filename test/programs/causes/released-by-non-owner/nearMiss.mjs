// A mutex released in a child flow of the task that holds it, and a permit handed over to another task.
import { CancelScope, Mutex, Semaphore, TaskGroup } from 'async-scope';

const file = new Mutex('file');
const slots = new Semaphore('slots', 2);

await TaskGroup.run('save', async (group) => {
  await group.spawn('writer', async () => {
    const hold = await file.acquire();
    await Promise.all([
      CancelScope.run('write', async () => undefined),
      CancelScope.run('release', async () => hold.release()),
    ]);
  });
});

await TaskGroup.run('hand over', async (group) => {
  const permit = await slots.acquire();
  await group.spawn('worker', async () => permit.release());
});
