import { CancelScope, checkpoint, trackTask } from 'async-scope';

// Left at every way out.
await trackTask('early return', async () => {
  const scope = CancelScope.enter('job');
  try {
    return;
  } finally {
    scope.exit();
  }
});

// Left by a flow that the task waits for.
await trackTask('two flows', async () => {
  const flow = async () => {
    const scope = CancelScope.enter('in a flow');
    await checkpoint();
    scope.exit();
  };
  await Promise.all([flow(), flow()]);
});

// The main task never ends: a scope may be open for as long as the program runs.
CancelScope.enter('for good');
