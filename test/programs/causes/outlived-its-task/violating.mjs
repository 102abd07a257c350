// parties: 1
// An early return skips the exit.
import { CancelScope, trackTask } from 'async-scope';

await trackTask('worker', async () => {
  const scope = CancelScope.enter('job');
  if (scope.isOpen) return;
  scope.exit();
});
