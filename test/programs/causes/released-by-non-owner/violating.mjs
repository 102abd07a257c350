// A clean-up task releases a mutex that another task holds.
import { Mutex, TaskGroup } from 'async-scope';

const file = new Mutex('file');

await TaskGroup.run('save', async (group) => {
  const { promise: cleanedUp, resolve: goOn } = latch();
  const { promise: acquired, resolve: handOver } = latch();
  group.spawn('writer', async () => {
    handOver(await file.acquire());
    await cleanedUp;
  });
  group.spawn('clean-up', async () => {
    const hold = await acquired;
    hold.release();
    goOn();
  });
});

function latch() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
