import { CancelScope, checkpoint, trackTask } from 'async-scope';

/** Catches the cancellation of its own scope and goes on as if nothing had been. */
async function swallow(): Promise<void> {
  await CancelScope.run('swallows', async (scope) => {
    scope.cancel('enough');
    await checkpoint().catch(() => undefined);
  }); // swallowed
}

/** Leaves a task behind in a scope that does not wait for it. */
async function leaveBehind(): Promise<void> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  await CancelScope.run('outlived', async () => {
    void trackTask('left behind', () => ended);
  }); // outlived
  end();
}

await swallow();
await leaveBehind();
console.log('the end');
