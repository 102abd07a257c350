// A loop takes every error for a reason to try again, also the one that tells it to stop.
import { CancelScope, checkpoint } from 'async-scope';

async function poll() {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    try {
      await checkpoint();
    } catch {
      continue;
    }
  }
}

async function main() {
  await CancelScope.run('polling', async (scope) => {
    scope.cancel('the server shuts down');
    await poll();
  });
}

await main();
