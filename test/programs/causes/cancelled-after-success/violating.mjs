// The timer that watches over the work is not cleared when the work is done.
import { CancelScope, checkpoint } from 'async-scope';

await CancelScope.run('download', async (scope) => {
  setTimeout(() => {
    scope.cancel('it takes too long');
  }, 10);
  await checkpoint();
});
