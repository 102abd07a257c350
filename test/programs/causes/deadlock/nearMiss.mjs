// The same accounts: one task has to wait, and then gets on.
import { Mutex, TaskGroup } from 'async-scope';

const [savings, checking] = [new Mutex('savings'), new Mutex('checking')];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const move = () => savings.run(() => checking.run(() => pause(20)));

await TaskGroup.run('bank', async (group) => {
  group.spawn('deposit', move);
  group.spawn('withdraw', move);
  // Holds one of them meanwhile, and waits for nobody.
  group.spawn('audit', () => checking.run(() => pause(10)));
});
