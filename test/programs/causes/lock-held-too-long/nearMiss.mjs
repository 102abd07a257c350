// The lock is given back long before the limit, over and over.
// later: 20000
import { Mutex, TaskGroup } from 'async-scope';

const printer = new Mutex('printer');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

await TaskGroup.run('office', async (group) => {
  await group.spawn('print', async () => {
    for (let page = 0; page < 5; page += 1) await printer.run(() => pause(5));
  });
});
