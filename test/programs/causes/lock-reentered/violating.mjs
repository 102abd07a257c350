// A function that takes the lock calls, while it has it, another one that takes it too.
import { Mutex, TaskGroup } from 'async-scope';

const account = new Mutex('account');

const withdraw = (amount) => account.run(async () => amount, { timeout: 50 });
const transfer = () => account.run(async () => await withdraw(10));

await TaskGroup.run('bank', async (group) => {
  await group.spawn('clerk', async () => {
    try {
      await transfer();
    } catch (error) {
      if (error.name !== 'TimeoutError') throw error;
    }
  });
});
