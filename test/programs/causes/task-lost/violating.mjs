// flags: --expose-gc
// parties: 1
// A task waits for an answer that nobody is left to give.
import { checkpoint, trackTask } from 'async-scope';

function ask() {
  trackTask('ask', async () => {
    await new Promise(() => undefined);
  });
}

ask();
for (let turn = 0; turn < 5; turn += 1) {
  await checkpoint();
  globalThis.gc();
}
await checkpoint();
