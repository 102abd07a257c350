// flags: --expose-gc
import { setImmediate as turn } from 'node:timers/promises';
import { CancelScope, checkpoint, sleep, trackTask } from 'async-scope';

const collect = async () => {
  for (let times = 0; times < 5; times += 1) {
    await turn();
    globalThis.gc();
  }
  await turn();
};

// A timer will settle it.
trackTask('by a timer', async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
});

// The program may settle it still.
let answer;
trackTask('by hand', async () => {
  await new Promise((resolve) => {
    answer = resolve;
  });
});

// It has ended, and nobody looks at the result.
trackTask('over', checkpoint);
trackTask('over at once', () => 1);

// It can be cancelled.
const scope = CancelScope.enter('can be cancelled');
trackTask('waits', () => sleep(60_000)).catch(() => undefined);

await collect();
answer();
scope.cancel('enough');
await turn();
scope.exit();
