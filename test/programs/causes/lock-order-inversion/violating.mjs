// One task takes the accounts in one order, another in the other: not at the same time, today.
import { Mutex, TaskGroup } from 'async-scope';

const [savings, checking] = [new Mutex('savings'), new Mutex('checking')];
const turn = () => new Promise((resolve) => setImmediate(resolve));

await TaskGroup.run('bank', async (group) => {
  await group.spawn('deposit', () => savings.run(() => checking.run(turn)));
  await group.spawn('withdraw', () => checking.run(() => savings.run(turn)));
});
