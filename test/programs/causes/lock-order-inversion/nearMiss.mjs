// Both tasks take the accounts in the same order; parallel flows of one task take one account each, and a flow starts
// work with the other account that it does not wait for.
import { Mutex, TaskGroup } from 'async-scope';

const [savings, checking] = [new Mutex('savings'), new Mutex('checking')];
const turn = () => new Promise((resolve) => setImmediate(resolve));

await TaskGroup.run('bank', async (group) => {
  await group.spawn('deposit', () => savings.run(() => checking.run(turn)));
  await group.spawn('withdraw', () => savings.run(() => checking.run(turn)));

  await group.spawn('parallel', () => Promise.all([checking.run(turn), savings.run(turn)]));
  await group.spawn('parallel, the other way round', () => Promise.all([savings.run(turn), checking.run(turn)]));

  await group.spawn('not waited for', async () => {
    let later;
    await checking.run(async () => {
      later = savings.run(turn);
      await turn();
    });
    await later;
  });
});
