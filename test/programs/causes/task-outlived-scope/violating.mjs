// A request handler starts a task and answers without waiting for it.
import { CancelScope, trackTask } from 'async-scope';

const { promise: written, resolve: write } = withResolvers();

async function handleRequest() {
  await CancelScope.run('request', async () => {
    const log = trackTask('write log', () => written);
    log.catch(console.error);
  });
}

await handleRequest();
write();

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}
