// Parallel flows of one task that all want the lock, work that the holder starts and does not wait for, and a hold
// acquired by hand that another flow of the task gives back.
import { Mutex, TaskGroup } from 'async-scope';

const account = new Mutex('account');
const turn = () => new Promise((resolve) => setImmediate(resolve));

await TaskGroup.run('bank', async (group) => {
  await group.spawn('parallel', () => Promise.all([account.run(turn), account.run(turn)]));

  await group.spawn('not waited for', async () => {
    const later = [];
    await account.run(async () => {
      later.push(account.run(turn));
      later.push(new Promise((resolve) => setTimeout(() => account.run(turn).then(resolve), 1)));
      await turn();
    });
    await Promise.all(later);
  });

  await group.spawn('by hand', async () => {
    const hold = await account.acquire();
    const second = account.acquire();
    await turn();
    hold.release();
    (await second).release();
  });
});
