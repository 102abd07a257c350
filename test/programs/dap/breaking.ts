import { CancelScope, operation, TaskGroup } from 'async-scope';

/** Entered by whoever reads first, left by whoever finishes. */
async function* numbers(): AsyncGenerator<number> {
  const scope = CancelScope.enter('numbers');
  try {
    yield 1;
    yield 2;
  } finally {
    scope.exit(); // left in another task
  }
}

/** Its scope is left by hand, and once more by the compiler's helper at the end of the block. */
function leaveTwice(): void {
  using scope = CancelScope.enter('twice');
  scope.exit();
}

/** Fails once. */
async function flaky(): Promise<void> {
  let attempts = 0;
  let succeed: () => void = () => undefined;
  const success = new Promise<void>((resolve) => {
    succeed = resolve;
  });
  // Nothing else keeps the program alive until somebody has tried again.
  const alive = setInterval(() => undefined, 1_000);
  await operation('flaky', async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
    succeed();
  }).catch(() => undefined);
  await success;
  clearInterval(alive);
}

await TaskGroup.run('tasks', async (group) => {
  const stream = numbers();
  await group.spawn('reader', () => stream.next());
  await group.spawn('closer', () => stream.return(undefined));
});
leaveTwice();
await flaky();
console.log('the end');
